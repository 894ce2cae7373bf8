{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 6,
			"revision": 0,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			100,
			100,
			820,
			560
		],
		"bglocked": 0,
		"openinpresentation": 0,
		"default_fontsize": 12.0,
		"default_fontface": 0,
		"default_fontname": "Arial",
		"gridonopen": 1,
		"gridsize": [
			8.0,
			8.0
		],
		"showrootpatcherontab": 0,
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						20,
						40,
						69.0,
						22
					],
					"text": "p basic",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							0,
							26,
							820,
							534
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							8.0,
							8.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										10,
										500,
										20.0
									],
									"text": "notono.client",
									"fontsize": 18.0
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										40,
										700,
										40.0
									],
									"text": "Sends messages to the server, says at which port it hears, and passes on what comes back. It looks for the server every second, and for another port where its own is taken. Start it with: notono-live serve"
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										30,
										400,
										208.0,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "notono.client 127.0.0.1 9700"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30,
										100,
										300,
										20.0
									],
									"text": "draw a note: slot, pitch, family"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30,
										190,
										500,
										20.0
									],
									"text": "draw a part of it again: layer, seconds, band, family, pitch"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30,
										280,
										300,
										20.0
									],
									"text": "knobs: set with a value, ask without"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										124,
										229.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/generate 1 60 guitar"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										152,
										216.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/generate 1 36 bass"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										214,
										309.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/regenerate 1 top 1 2 0 1 bass 48"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										242,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/undo 1"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										304,
										117.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pitch 48"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										130,
										304,
										97.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pitch"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										220,
										304,
										170.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/instrument flute"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										336,
										117.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/generate"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										160,
										336,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/regenerate"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										30,
										440,
										348.0,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"text": "route /notono/done /notono/fail /notono/progress"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30,
										480,
										131.0,
										22
									],
									"text": "print notono-done"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										160,
										480,
										131.0,
										22
									],
									"text": "print notono-fail"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										290,
										480,
										159.0,
										22
									],
									"text": "print notono-progress"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-17",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										1
									],
									"destination": [
										"obj-18",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										2
									],
									"destination": [
										"obj-19",
										0
									]
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					}
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						110,
						40,
						83.0,
						22
					],
					"text": "p regions",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							0,
							26,
							820,
							534
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							8.0,
							8.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										10,
										500,
										20.0
									],
									"text": "notono.grid",
									"fontsize": 18.0
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										40,
										700,
										40.0
									],
									"text": "Drag the mouse over the codes of the current slot: what is framed is what regenerate redraws. With shift held down it is redrawn when the mouse is let go."
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										30,
										400,
										208.0,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "notono.client 127.0.0.1 9700"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "bpatcher",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										30,
										100,
										352,
										240
									],
									"outlettype": [
										""
									],
									"name": "notono.grid.maxpat"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										420,
										90,
										200,
										20.0
									],
									"text": "the same by message"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										114,
										163.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/time 1 2"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										142,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/freq 0 0.5"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										170,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/layer bottom"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										198,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/regenerate"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										226,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/auto 1"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										254,
										229.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/generate 1 60 guitar"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-4",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					}
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						200,
						40,
						62.0,
						22
					],
					"text": "p midi",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							0,
							26,
							820,
							534
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							8.0,
							8.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										10,
										500,
										20.0
									],
									"text": "MIDI",
									"fontsize": 18.0
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										40,
										700,
										20.0
									],
									"text": "The server hears MIDI by itself: let it learn, or send it your own."
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										30,
										400,
										208.0,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "notono.client 127.0.0.1 9700"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										100,
										262.79999999999995,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/learn /notono/temperature"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										130,
										276.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/unlearn /notono/temperature"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										160,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/learn/cancel"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										190,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/save"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										220,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/midi"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										420,
										100,
										61.0,
										22
									],
									"outlettype": [
										"int",
										"int"
									],
									"text": "ctlin 1"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										130,
										96.0,
										22
									],
									"outlettype": [
										"float"
									],
									"text": "* 0.00787402"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										160,
										236.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /notono/norm/temperature"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 3,
									"patching_rect": [
										30,
										440,
										362.0,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"text": "route /notono/midi/learned /notono/list/midi.reply"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30,
										480,
										103.0,
										22
									],
									"text": "print learned"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										200,
										480,
										89.0,
										22
									],
									"text": "print bound"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-10",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-11",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-12",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-13",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										1
									],
									"destination": [
										"obj-14",
										0
									]
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					}
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						290,
						40,
						55.0,
						22
					],
					"text": "p all",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							0,
							26,
							820,
							534
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							8.0,
							8.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										10,
										500,
										20.0
									],
									"text": "every address",
									"fontsize": 18.0
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										40,
										700,
										20.0
									],
									"text": "Made from the server's own table; click to send."
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										30,
										400,
										208.0,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "notono.client 127.0.0.1 9700"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										80,
										117.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/notify 1"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										106,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/ping 1"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										132,
										111.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/version"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										158,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/status"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										184,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/sync 1"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										210,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/params"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										236,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/slots"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										262,
										170.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/instruments"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										288,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/scenes"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										314,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/takes 1"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										340,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/list/midi"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										366,
										236.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/listen /notono/region/time"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										392,
										236.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/ignore /notono/region/time"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										418,
										97.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/stats"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										444,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/dumpOSC 1"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										470,
										111.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/error 1"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										496,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/play 60 100 1"
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										522,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/stop 60 1"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										548,
										97.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/panic"
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										574,
										163.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/record 1 take-1"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										600,
										117.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/generate"
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										626,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/regenerate"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										652,
										243.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/generate 1 60 guitar 7"
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										678,
										309.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/regenerate 1 top 1 2 0 1 bass 48"
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										704,
										480.59999999999997,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/redraw 1 top xff000000000000000000000000000000 guitar 60 7"
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										730,
										434.4,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/randomize 1 top xff000000000000000000000000000000 7"
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										756,
										414.59999999999997,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/erase 1 top xff000000000000000000000000000000 60"
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										782,
										460.79999999999995,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/label 1 top xff000000000000000000000000000000 guitar 60"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										808,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/labels 1 top"
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										834,
										487.2,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/takes 1 4 top xff000000000000000000000000000000 guitar 60 7"
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										860,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/audition 1 1"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										30,
										886,
										163.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/choose 1 1"
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										80,
										243.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/render 1 60 guitar 100"
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										106,
										216.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/load 1 my-note.wav"
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										132,
										190.2,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/save 1 my-note"
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										158,
										203.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/keymap 1 48 72 4"
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										184,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pads name"
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										210,
										183.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/play 1 60 100"
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										236,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/stop 1"
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										262,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/choke 1"
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										288,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/copy 1 2"
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										314,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/swap 1 2"
								}
							},
							{
								"box": {
									"id": "obj-46",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										340,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/mark 1"
								}
							},
							{
								"box": {
									"id": "obj-47",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										366,
										157.2,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/compare 1"
								}
							},
							{
								"box": {
									"id": "obj-48",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										392,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/clear 1"
								}
							},
							{
								"box": {
									"id": "obj-49",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										418,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/undo 1"
								}
							},
							{
								"box": {
									"id": "obj-50",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										444,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/redo 1"
								}
							},
							{
								"box": {
									"id": "obj-51",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										470,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot/lock 1 1"
								}
							},
							{
								"box": {
									"id": "obj-52",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										496,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/codes 1 top"
								}
							},
							{
								"box": {
									"id": "obj-53",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										522,
										170.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/scene/save verse"
								}
							},
							{
								"box": {
									"id": "obj-54",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										548,
										183.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/scene/recall verse"
								}
							},
							{
								"box": {
									"id": "obj-55",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										574,
										183.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/scene/delete verse"
								}
							},
							{
								"box": {
									"id": "obj-56",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										600,
										223.2,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/learn /notono/pitch"
								}
							},
							{
								"box": {
									"id": "obj-57",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										626,
										236.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/unlearn /notono/pitch"
								}
							},
							{
								"box": {
									"id": "obj-58",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										652,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/learn/cancel"
								}
							},
							{
								"box": {
									"id": "obj-59",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										678,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/save"
								}
							},
							{
								"box": {
									"id": "obj-60",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										704,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/cancel -1"
								}
							},
							{
								"box": {
									"id": "obj-61",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										730,
										91.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/quit"
								}
							},
							{
								"box": {
									"id": "obj-62",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										756,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/slot 1"
								}
							},
							{
								"box": {
									"id": "obj-63",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										782,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/instrument guitar"
								}
							},
							{
								"box": {
									"id": "obj-64",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										808,
										183.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/instrument/index 3"
								}
							},
							{
								"box": {
									"id": "obj-65",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										834,
										117.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pitch 60"
								}
							},
							{
								"box": {
									"id": "obj-66",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										860,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pitch/class 9"
								}
							},
							{
								"box": {
									"id": "obj-67",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										360,
										886,
										157.2,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pitch/octave 4"
								}
							},
							{
								"box": {
									"id": "obj-68",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										80,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/dynamics 0"
								}
							},
							{
								"box": {
									"id": "obj-69",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										106,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/temperature 1"
								}
							},
							{
								"box": {
									"id": "obj-70",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										132,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/top_p 0.9"
								}
							},
							{
								"box": {
									"id": "obj-71",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										158,
										111.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/top_k 0"
								}
							},
							{
								"box": {
									"id": "obj-72",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										184,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/guidance 2"
								}
							},
							{
								"box": {
									"id": "obj-73",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										210,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/seed 7"
								}
							},
							{
								"box": {
									"id": "obj-74",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										236,
										150.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/retrigger off"
								}
							},
							{
								"box": {
									"id": "obj-75",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										262,
										124.19999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/layer top"
								}
							},
							{
								"box": {
									"id": "obj-76",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										288,
										157.2,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/start 0"
								}
							},
							{
								"box": {
									"id": "obj-77",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										314,
										183.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/length 0.25"
								}
							},
							{
								"box": {
									"id": "obj-78",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										340,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/low 0"
								}
							},
							{
								"box": {
									"id": "obj-79",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										366,
										170.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/width 0.5"
								}
							},
							{
								"box": {
									"id": "obj-80",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										392,
										163.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/time 0 1"
								}
							},
							{
								"box": {
									"id": "obj-81",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										418,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/freq 0 0.5"
								}
							},
							{
								"box": {
									"id": "obj-82",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										444,
										196.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/region/cells 0 1 0 8"
								}
							},
							{
								"box": {
									"id": "obj-83",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										470,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/auto 1"
								}
							},
							{
								"box": {
									"id": "obj-84",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										496,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/preview off"
								}
							},
							{
								"box": {
									"id": "obj-85",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										522,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/velocity 100"
								}
							},
							{
								"box": {
									"id": "obj-86",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										548,
										117.6,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/volume 0"
								}
							},
							{
								"box": {
									"id": "obj-87",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										574,
										97.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/pan 0"
								}
							},
							{
								"box": {
									"id": "obj-88",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										600,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/release 0.25"
								}
							},
							{
								"box": {
									"id": "obj-89",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										626,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/loop 1"
								}
							},
							{
								"box": {
									"id": "obj-90",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										652,
										104.39999999999999,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/bend 0"
								}
							},
							{
								"box": {
									"id": "obj-91",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										678,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/file/loop 1"
								}
							},
							{
								"box": {
									"id": "obj-92",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										704,
										177.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/file/loudness -60"
								}
							},
							{
								"box": {
									"id": "obj-93",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										730,
										276.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/file/pattern /notono/region/time"
								}
							},
							{
								"box": {
									"id": "obj-94",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										756,
										137.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/log/level 1"
								}
							},
							{
								"box": {
									"id": "obj-95",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										782,
										144.0,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/notes 1"
								}
							},
							{
								"box": {
									"id": "obj-96",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										808,
										163.79999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/midi/takeover 1"
								}
							},
							{
								"box": {
									"id": "obj-97",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										834,
										130.8,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/xy 0.5 0.5"
								}
							},
							{
								"box": {
									"id": "obj-98",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										860,
										203.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/xy/x instrument/index"
								}
							},
							{
								"box": {
									"id": "obj-99",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										690,
										886,
										203.39999999999998,
										22
									],
									"outlettype": [
										""
									],
									"text": "/notono/xy/y instrument/index"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-18",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-22",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-27",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-28",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-30",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-31",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-32",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-33",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-35",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-36",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-37",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-39",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-40",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-41",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-44",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-45",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-46",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-47",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-48",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-49",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-50",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-52",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-53",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-54",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-56",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-57",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-58",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-59",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-60",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-61",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-62",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-63",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-64",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-65",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-66",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-67",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-68",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-69",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-70",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-71",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-72",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-73",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-74",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-75",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-76",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-77",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-78",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-79",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-80",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-81",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-82",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-83",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-84",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-85",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-86",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-87",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-88",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-89",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-90",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-91",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-92",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-93",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-94",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-95",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-96",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-97",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-98",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-99",
										0
									],
									"destination": [
										"obj-3",
										0
									]
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					}
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						380,
						40,
						41.0,
						22
					],
					"text": "p ?",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 6,
							"revision": 0,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							0,
							26,
							820,
							534
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							8.0,
							8.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										16,
										700,
										20.0
									],
									"text": "notono.client: The way to a notono-live server",
									"fontsize": 14.0
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										50,
										300,
										20.0
									],
									"text": "notono-live 0.1.0"
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										16,
										80,
										500,
										20.0
									],
									"text": "See also: notono.slot~, notono.grid"
								}
							}
						],
						"lines": [],
						"dependency_cache": [],
						"autosave": 0
					}
				}
			}
		],
		"lines": [],
		"dependency_cache": [],
		"autosave": 0
	}
}

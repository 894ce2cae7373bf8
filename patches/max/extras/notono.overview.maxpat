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
			120,
			120,
			640,
			380
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
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						16,
						300,
						20.0
					],
					"text": "notono",
					"fontsize": 24.0
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						56,
						560,
						40.0
					],
					"text": "Redraw parts of a sound with neural networks while you play. Start the server (notono-live serve), then open what you like."
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						120,
						150,
						22
					],
					"outlettype": [
						""
					],
					"text": ";\rmax launch_help notono.client"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						190,
						120,
						400,
						20.0
					],
					"text": "The way to a notono-live server"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						170,
						150,
						22
					],
					"outlettype": [
						""
					],
					"text": ";\rmax launch_help notono.slot~"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						190,
						170,
						400,
						20.0
					],
					"text": "One slot of the server as a voice"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						220,
						150,
						22
					],
					"outlettype": [
						""
					],
					"text": ";\rmax launch_help notono.grid"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						190,
						220,
						400,
						20.0
					],
					"text": "A board to draw a region on"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						280,
						150,
						22
					],
					"outlettype": [
						""
					],
					"text": ";\rmax openfile live live-set.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						190,
						280,
						400,
						20.0
					],
					"text": "live-set: knobs, board, pads and scenes on one page"
				}
			}
		],
		"lines": [],
		"dependency_cache": [],
		"autosave": 0
	}
}

"""The codec's shapes and laws, at a size of nothing."""

from __future__ import annotations

import pytest
import torch
from tiny import tiny_bundle

from notono_live.model.convolutions import Block
from notono_live.model.quantize import Quantizer
from notono_live.model.vqvae import VQVAE, VQVAEConfig, circular, on_circle
from notono_live.notes.codemap import CODES


@pytest.mark.parametrize("columns", [4, 7])
def test_two_maps_of_the_published_sizes(columns: int) -> None:
    model = tiny_bundle().vqvae.eval()
    image = torch.rand(2, 2, 1024, 32 * columns)
    top, bottom = model.encode(image)
    assert top.shape == (2, 32, columns)
    assert bottom.shape == (2, 64, 2 * columns)
    for codes in (top, bottom):
        assert codes.min() >= 0
        assert codes.max() < 512
    assert model.decode(top, bottom).shape == (2, 3, 1024, 32 * columns)


def test_forward_decodes_what_encode_says() -> None:
    model = tiny_bundle().vqvae.eval()
    image = torch.rand(1, 2, 1024, 128)
    made = model(image)
    top, bottom = model.encode(image)
    assert torch.equal(made.top.codes, top)
    assert torch.equal(made.bottom.codes, bottom)
    assert torch.allclose(circular(made.image), model.decode(top, bottom), atol=1e-4)


def test_the_advance_survives_the_circle() -> None:
    image = torch.rand(1, 2, 8, 8) * 0.9 + 0.05
    image[:, 1] = image[:, 1] * 2 - 1
    assert torch.allclose(circular(on_circle(image))[:, :2], image, atol=1e-5)


def test_the_quantizer_takes_the_nearest_entry_and_passes_gradients_straight() -> None:
    torch.manual_seed(0)
    quantizer = Quantizer(7, 3)
    x = torch.randn(2, 3, 4, 5, requires_grad=True)
    seen = quantizer(x)
    unit = torch.nn.functional.normalize(x, dim=1).permute(0, 2, 3, 1).reshape(-1, 3)
    slow = torch.cdist(unit, quantizer.entries).argmin(1)
    assert torch.equal(seen.codes.flatten(), slow)
    assert torch.allclose(seen.vectors, quantizer.embed(seen.codes))
    seen.vectors.square().sum().backward()
    assert x.grad is not None
    assert x.grad.abs().sum() > 0


@pytest.mark.parametrize(("fine_blocks", "shimmer_blocks"), [(0, 0), (2, 0), (1, 3)])
@pytest.mark.parametrize("cells", [slice(0, 3), slice(7, 9), slice(11, 20)])
def test_columns_decoded_alone_are_those_of_the_whole(
    cells: slice, fine_blocks: int, shimmer_blocks: int
) -> None:
    widths = (8, 8, 8, 8)
    model = random_blocks(
        VQVAEConfig(widths, code_width=8, fine_blocks=fine_blocks, shimmer_blocks=shimmer_blocks)
    )
    rng = torch.Generator().manual_seed(1)
    top = torch.randint(0, CODES, (2, 32, 10), generator=rng)
    bottom = torch.randint(0, CODES, (2, 64, 20), generator=rng)
    with torch.inference_mode():
        whole, alone = model.decode(top, bottom), model.decode(top, bottom, cells)
    pixels = slice(16 * cells.start, 16 * cells.stop)
    torch.testing.assert_close(alone, whole[..., pixels], atol=1e-5, rtol=1e-4)


def random_blocks(config: VQVAEConfig) -> VQVAE:
    """New blocks are the identity, and look at nothing: these are not."""
    torch.manual_seed(0)
    model = VQVAE(config).eval()
    for module in model.modules():
        if isinstance(module, Block):
            torch.nn.init.normal_(module.point.weight, std=0.3)
    if model.shimmer is not None:
        torch.nn.init.normal_(model.shimmer.exit[1].weight, std=0.3)
    return model

"""A picture that is sent is made anew, or refused with what is wrong with it."""

import io

import pytest
from PIL import Image

from sources.images import LONGEST_SIDE, MOST_BYTES, NotAPicture, look_at, read_picture


def picture(sort: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, *(["red"] if mode == "RGB" else [])).save(out, sort, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("sort", ["PNG", "JPEG", "WebP"])
def test_what_is_served_is_made_anew(sort):
    sent = picture(sort)
    made = read_picture(sent + b"<script>hidden behind it</script>")
    assert (made.width, made.height, made.suffix) == (30, 20, ".webp")
    assert opened(made.data).format == "WEBP"
    assert b"hidden" not in made.data
    assert look_at(sent).sort == sort


def test_where_a_photograph_was_taken_is_left_behind_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "A camera"
    made = read_picture(picture("JPEG", exif=exif))
    assert (made.width, made.height) == (20, 30)
    assert not dict(opened(made.data).getexif())


def test_a_large_picture_is_made_as_small_as_a_page_shows():
    made = read_picture(picture(size=(5000, 100)))
    assert (made.width, made.height) == (LONGEST_SIDE, 48)


def test_what_can_be_seen_through_stays_so():
    assert opened(read_picture(picture(mode="RGBA")).data).mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16"])
def test_pictures_of_every_depth_can_be_read(mode):
    assert read_picture(picture(mode=mode)).width == 30


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", "This is not a picture that can be shown. PNG, JPEG and WebP can."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "This is not a picture that can be shown."),
        (picture("GIF"), "This is not a picture that can be shown."),
        (picture("BMP"), "This is not a picture that can be shown."),
        (picture("JPEG", (400, 400))[:-200], "The picture is broken, or only a part of it is there."),
        (picture("PNG", (400, 400))[:-200], "The picture is broken, or only a part of it is there."),
        (picture(mode="1", size=(8000, 8000)), "The picture has 8000 × 8000 pixels."),
        (picture(mode="1", size=(30000, 30000)), "This is not a picture that can be shown."),
        (b"\0" * (MOST_BYTES + 1), "The picture has 9 MB, and 8 MB fit."),
        (
            picture("WebP", save_all=True, append_images=[Image.new("RGB", (30, 20), "blue")]),
            "The picture moves. Send one that stands still.",
        ),
    ],
    ids=range(10),
)
def test_anything_else_is_refused_in_words(sent, told):
    with pytest.raises(NotAPicture) as caught:
        read_picture(sent)
    assert str(caught.value).startswith(told)

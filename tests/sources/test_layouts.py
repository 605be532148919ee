import pytest

PAGES = "/library/soviet-foreign-policy/timelines/"


@pytest.mark.parametrize(
    "path",
    [
        "chart-a/",
        "chart-16e/",
        "governments/",
        "chart-15a/",
        "chart-16c/",
        "chart-a/?under=governments",
        "chart-16e/?under=governments&month=1939-08",
    ],
)
def test_opens(path, cast, as_user):
    assert as_user(cast.student).get(PAGES + path).status_code == 200

import pytest

from matching.partnerships.models import Partnership
from tests.matching.introductions.people import World, make_world
from tests.matching.partnerships.making import make_partnership, sign, titled


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def partnership(world: World) -> Partnership:
    """Public, of alice's and haruka's organisations, since April 2023."""
    made = make_partnership(world.europe, world.japan)
    titled(made, en="Rhine and Aoba", ja="ラインと青葉")
    sign(made, "2023-04", "energy")
    return made


@pytest.fixture
def private(world: World) -> Partnership:
    made = make_partnership(world.europe, world.japan, is_public=False)
    titled(made, en="A secret")
    sign(made, "2023-04", "energy")
    return made

"""A release rests on a log that the partner cosigned lately; where nothing was sent, a head is shown."""

import pytest

from comity.acts.ports import pair_log
from comity.errors import CheckpointTooOld
from comity.exchange import releases
from comity.model.people import Role
from stories.exchange import IDENTITY, a_world, authorised, let_go, shared_kinds, states
from stories.signing import on_a_line


def test_releases_only_after_a_newer_head_was_cosigned() -> None:
    with a_world() as world:
        matter = authorised(world, IDENTITY)
        be = world["BE"]
        on_a_line(world, "BE", "RU")
        world.later(hours=30)  # both clocks put a head into the outbox; no courier goes
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        before = be.node.store.read(lambda r: r.head(pair_log(world["RU"].node.state))).size
        with pytest.raises(CheckpointTooOld, match="run the clock and the courier"):
            releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
        assert shared_kinds(be.node, matter)[-1] == "request.accept"
        world.carry()
        let_go(world, matter)
        world.carry()
        assert states(world, matter) == ("REPLIED_FULL", "REPLIED_FULL")
        after = be.node.store.read(lambda r: r.head(pair_log(world["RU"].node.state))).size
        assert after - before == 2  # RU's head, which came meanwhile, and the release

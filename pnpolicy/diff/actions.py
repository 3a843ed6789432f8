"""One role on both sides, action by action."""

from pnpolicy.diff.change import ActionChange, related
from pnpolicy.diff.counts import counted
from pnpolicy.diff.gains import Gain, Gains
from pnpolicy.diff.lines import Side
from pnpolicy.wire.actions import ACTIONS, BITS, Kind


def compare_actions(role: str, old: Side, new: Side) -> list[ActionChange]:
    """Every action that either side has a line for."""
    gains, losses = Gains(new, old), Gains(old, new)
    masks = dict.fromkeys(Kind, 0)
    for line in (*old.lines, *new.lines):
        masks[line.reach.kind] |= line.reach.mask
    return [
        _change(role, kind, action, gains, losses)
        for kind in Kind
        for action in ACTIONS[kind]
        if masks[kind] & BITS[action]
    ]


def _change(role: str, kind: Kind, action: str, gains: Gains, losses: Gains) -> ActionChange:
    gain, loss = gains.by_action.get((kind, action)), losses.by_action.get((kind, action))
    relation = related(gains=gain is not None, loses=loss is not None)
    if gain is None and loss is None:
        return ActionChange(role, kind, action, relation)
    gain, loss = gain or Gain(), loss or Gain()
    gained_count, gained_by_login = counted(gains, gain, action)
    lost_count, lost_by_login = counted(losses, loss, action)
    return ActionChange(
        role,
        kind,
        action,
        relation,
        gained=gains.examples(gain),
        lost=losses.examples(loss),
        gained_count=gained_count,
        lost_count=lost_count,
        gained_by_login=gained_by_login,
        lost_by_login=lost_by_login,
        gained_by=gains.causes(gain, action),
        lost_by=losses.causes(loss, action),
        undecided=gain.undecided or loss.undecided,
    )

"""What an error code means for the caller. Source: wechat.md 1.4 and WeChat's return code pages."""

TOKEN_STALE = frozenset({40001, 40014, 42001})  # fetch once more, try once more
CODE_USED = frozenset({40029, 40163, 41008})
RETRY_LATER = frozenset({-1, 45009, 45011, 44990, 44991, 44993})

SCENE_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&'()*+,/:;=?@-._~"
)


def sound_scene(scene: str) -> bool:
    """Whether WeChat takes this as the scene of a mini-program code: 1..32 visible characters."""
    return 0 < len(scene) <= 32 and set(scene) <= SCENE_CHARACTERS

"""The API document: complete, unambiguous, honest about errors."""

from collections.abc import Iterator

from ninja import Schema

from keliu.config.api import api, door_of, operations


def test_every_operation_has_its_own_name() -> None:
    names = [op.view_func.__name__ for op in operations(api)]
    assert len(names) == len(set(names))


def test_no_two_shapes_share_a_name() -> None:
    """The document keys shapes by name: a second one of the same name would replace the first."""
    shapes = {kind for kind in _family(Schema) if kind.__module__.startswith("keliu.")}
    names = [kind.__name__ for kind in shapes if "[" not in kind.__name__]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def _family(kind: type) -> Iterator[type]:
    children: list[type] = kind.__subclasses__()
    for child in children:
        yield child
        yield from _family(child)


def test_every_operation_passes_a_door() -> None:
    for operation in operations(api):
        assert hasattr(operation.view_func, "door"), operation.path


def test_every_operation_says_what_it_does_and_how_it_fails() -> None:
    schema = api.get_openapi_schema()
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            assert operation.get("description"), (method, path)
            assert {401, 403, 404, 409, 422} <= set(operation["responses"]), (method, path)


def test_every_staff_operation_names_its_permission_or_is_for_everybody() -> None:
    for_everybody = {
        "logout", "switch", "me", "me_update", "me_password", "totp_start", "totp_confirm",
        "totp_remove", "session_list", "session_revoke", "notify_settings", "notify_settings_save",
        "merchant", "staff_options", "file_upload", "notification_list", "notification_read",
        "notification_read_all", "realtime_ticket", "notify_channels", "notify_channels_save",
        "mail_set", "mail_confirm", "mail_remove", "attachment_upload", "todo", "todo_part",
        "operation_list", "operation_get", "operation_items", "operation_cancel", "operation_undo",
        "access_why", "tag_list", "reminder_settings", "reference_list",
        "card_reader", "card_scan_begin", "card_scan", "card_scan_forget", "wechat_bind_begin",
        "wechat_try", "wechat_unbind", "brand_get", "brand_palette", "type_list", "phrase_list",
        "trade_settings", "me_in_mini_program", "language_save",
    }  # fmt: skip
    # These are for any kind of record and ask inside for that kind's own permission.
    ask_inside = {
        "kind_list", "field_list", "filter_fields", "filter_count", "filter_described",
        "bulk_start", "view_list", "view_create", "view_update", "view_delete", "view_restore",
        "view_arrange", "tags_of", "tags_change", "tags_bulk",
    }  # fmt: skip
    open_doors = {
        op.view_func.__name__
        for op in operations(api)
        if door_of(op).audience == "staff" and door_of(op).permission is None
    }
    assert open_doors == for_everybody | ask_inside

"""What a server says of its port holds for as long as the server does."""

from pathlib import Path

from app.runtime import locks
from app.runtime.serving import Announcement, port_served


def test_the_port_is_known_while_somebody_serves_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "serving"
    assert port_served(path) is None
    with locks.opened(path) as descriptor:
        assert port_served(path) is None  # it does not serve yet
        Announcement(descriptor, 54321).make()
        assert port_served(path) == 54321
    assert port_served(path) is None


def test_a_second_server_is_named_once_the_first_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "serving"
    with locks.opened(path) as later:
        second = Announcement(later, 80)
        with locks.opened(path) as earlier:
            Announcement(earlier, 54321).make()
            second.make()
            assert port_served(path) == 54321
        second.make()
        assert port_served(path) == 80

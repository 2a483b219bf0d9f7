"""Watches a page: what goes wrong while it loads, and what is wrong with how it looks."""

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser import probes

WIDE, NARROW = WIDTHS = (1440, 390)
HEIGHT = 900
QUIET = {"log", "info", "debug"}
ERROR_STATUS = 400


class Watch:
    """Collects what must not happen while a page is used; `faults` hands it out."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self._seen: list[str] = []
        page.add_init_script(probes.COLLECT_VIOLATIONS)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._seen.append(f"error: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def faults(self) -> list[str]:
        """What was seen since the last call."""
        found = [f"policy: {it}" for it in self.page.evaluate(probes.POLICY_VIOLATIONS)]
        found += self._seen
        self._seen.clear()
        return found

    def _on_console(self, message: ConsoleMessage) -> None:
        # The status of a page itself is what a test asks for; that of its parts is seen below.
        if message.type not in QUIET and "Failed to load resource" not in message.text:
            self._seen.append(f"console {message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self._seen.append(f"foreign request: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= ERROR_STATUS and not response.request.is_navigation_request():
            self._seen.append(f"{response.status}: {response.url}")


def flaws(
    page: Page, *, axe_at: tuple[int, ...] = WIDTHS, contrast_at: tuple[int, ...] = WIDTHS
) -> list[str]:
    """What is wrong with the page as it stands, wide and narrow; axe and contrast where asked."""
    page.wait_for_load_state()
    cdp = page.context.new_cdp_session(page)
    probes.load_axe(cdp)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        small = page.evaluate(probes.SMALL_TARGETS, probes.SMALLEST_TARGET)
        flawed = [f"overflow: {it}" for it in page.evaluate(probes.OVERFLOWING)]
        flawed += [f"small: {it}" for it in small]
        if width in axe_at:
            flawed += probes.axe_violations(cdp)
        if width in contrast_at:
            flawed += probes.contrast_violations(cdp)
        found += [f"{width}: {it}" for it in flawed]
    return found

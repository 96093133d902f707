"""The pages are for browsers on this machine only, and run nothing but their own scripts."""

from __future__ import annotations

import re

import aiohttp
import pytest

from simulator.page_guard import PAGES
from tests.phones.site import Site, on_site


@pytest.mark.parametrize("path", ["/phone", "/debugger", "/phone/pages/phone.js", "/debugger/calls"])
def test_it_serves_its_pages_with_a_strict_policy(path: str) -> None:
    async def scenario(site: Site) -> None:
        async with site.client.get(site.url(path)) as answer:
            assert answer.status == 200
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    on_site(scenario)


@pytest.mark.parametrize("path", ["/phone", "/debugger", "/debugger/calls", "/phone/speech?text=hi"])
def test_it_refuses_a_name_that_was_pointed_at_this_machine(path: str) -> None:
    async def scenario(site: Site) -> None:
        async with site.client.get(site.url(path), headers={"Host": "rebound.example:80"}) as answer:
            assert answer.status == 403

    on_site(scenario)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_it_answers_to_every_loopback_name(host: str) -> None:
    async def scenario(site: Site) -> None:
        for name in (host, f"{host}:{site.server.port}"):
            async with site.client.get(site.url("/phone"), headers={"Host": name}) as answer:
                assert answer.status == 200

    on_site(scenario)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
def test_it_refuses_a_socket_that_another_site_opens(origin: str | None) -> None:
    async def scenario(site: Site) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await site.client.ws_connect(site.url("/phone/socket"), origin=origin)
        assert refusal.value.status == 403

    on_site(scenario)


def test_it_refuses_to_show_another_site_the_calls() -> None:
    async def scenario(site: Site) -> None:
        foreign = {"Origin": "https://elsewhere.example"}
        async with site.client.get(site.url("/debugger/calls"), headers=foreign) as answer:
            assert answer.status == 403

    on_site(scenario)


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fpage_guard.py", "%2e%2e/phone.py", ".", "phone.html/"])
def test_it_shows_no_file_that_is_not_a_page(name: str) -> None:
    async def scenario(site: Site) -> None:
        async with site.client.get(site.url(f"/phone/pages/{name}")) as answer:
            assert answer.status == 404

    on_site(scenario)


def test_a_page_holds_no_inline_script_or_style() -> None:
    for page in PAGES.glob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text), (
            page.name
        )


def test_a_page_loads_nothing_from_elsewhere() -> None:
    for page in PAGES.iterdir():
        addresses = re.findall(
            r"(?:src|href|from|import|url)\W{1,3}(https?://[^\"')]+)", page.read_text("utf-8")
        )
        assert addresses == [], page.name


def test_the_first_address_leads_to_the_phone() -> None:
    async def scenario(site: Site) -> None:
        async with site.client.get(site.url("/")) as answer:
            assert answer.url.path == "/phone"

    on_site(scenario)

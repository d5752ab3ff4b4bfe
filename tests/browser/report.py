# SPDX-License-Identifier: MIT
"""report.py BUILD PROJECT: the report pages, looked at in a real browser at desk and phone width, light and dark.

Nothing may be wider than the window, no picture may be empty, nothing may be asked of the network, no text may be
unreadable against its background. Needs chromium and chromedriver; exit status 77 (skipped) without them. With a third
argument, screenshots are left in that folder."""
import base64
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

BUILD, PROJECT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
SHOTS = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
WIDTHS = {"desk": 1280, "phone": 390}
CERTIFICATES = ["twin_bowls.sharp", "rank_one_2x2_r1", "noisy_product_square", "disk.ring"]

LOOK = """
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const spills = [...document.querySelectorAll('body *')].filter(e => !e.closest('pre') && !e.closest('svg')
  && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.tagName);
const inside = (e, box) => { const r = e.getBoundingClientRect(); return r.left >= box.left - 1 && r.right <= box.right + 1
  && r.top >= box.top - 1 && r.bottom <= box.bottom + 1; };
const cut = [...document.querySelectorAll('svg')].flatMap(s => [...s.querySelectorAll('text')]
  .filter(t => !inside(t, s.getBoundingClientRect())).map(t => t.textContent));
const empty = [...document.querySelectorAll('svg')].filter(s => s.querySelectorAll('path,polyline,polygon').length == 0).length;
const asked = performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith('data:'));
const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const body = getComputedStyle(document.body), a = light(body.color), b = light(body.backgroundColor);
return {wide, spills, cut, empty, asked, scripts: document.scripts.length, pictures: document.querySelectorAll('svg').length,
  contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), dark: b < a};
"""


class Browser:
    """One session of chromedriver, over its HTTP interface."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen(self.url + "/status", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile"]
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}})
        self.session = "/session/" + made["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def command(self, name, parameters):
        self.call("POST", self.session + "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def look(self, page, width, scheme):
        self.command("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.call("POST", self.session + "/url", {"url": page.as_uri()})
        return self.call("POST", self.session + "/execute/sync", {"script": LOOK, "args": []})

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("GET", self.session + "/screenshot")))

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.kill()
            self.driver.wait()


def faults(seen, scheme, needs_pictures):
    """What is wrong with a page as the browser saw it."""
    wrong = [f"{key}: {seen[key]}" for key in ("spills", "cut", "asked") if seen[key]]
    wrong += [f"{key}: {seen[key]}" for key in ("wide", "empty", "scripts") if seen[key] > 0]
    if seen["contrast"] < 7:
        wrong.append(f"contrast {seen['contrast']:.1f}")
    if seen["dark"] != (scheme == "dark"):
        wrong.append(f"not {scheme}")
    if seen["pictures"] < (3 if needs_pictures else 1):
        wrong.append(f"{seen['pictures']} pictures")
    return wrong


def broken(page):
    """A page that must be found wrong: wider than the window, with a script, light only."""
    page.write_text('<body style="color:#888;background:#999"><script></script><div style="width:3000px">x</div><svg></svg>')
    return page


def report(page, *names):
    certificates = [PROJECT / "certificates" / f"{name}.abc" for name in names]
    subprocess.run([BUILD / "abcert", "report", "-q", *certificates, "-o", page], check=True, stdout=subprocess.DEVNULL)


def check_content(folder):
    """On the plane, too, the saddle between the minimizers is marked; the two sides of a bracket are both to be checked."""
    page = folder / "content.html"
    failed = 0
    report(page, "twin_bowls_plane.sharp")
    if page.read_text().count('class="mark"') != 2:
        print("twin_bowls_plane.sharp: the cross of one saddle was expected")
        failed += 1
    report(page, "twin_bowls.best.proved", "twin_bowls.best.refuted")
    checks = re.findall(r"^abcheck (\S+) --expect [0-9a-f]{64}", page.read_text(), re.MULTILINE)
    if checks != ["twin_bowls.best.proved.abc", "twin_bowls.best.refuted.abc"]:
        print(f"a bracket: what is to be checked is {checks}")
        failed += 1
    return failed


def check(browser, folder):
    failed = check_content(folder)
    for name in CERTIFICATES:
        page = folder / f"{name}.html"
        report(page, name)
        if re.search(r"(?:src|href)=\"?(?!data:)", page.read_text()):
            print(f"{name}: refers to something outside the page")
            failed += 1
        for kind, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                wrong = faults(browser.look(page, width, scheme), scheme, name != "noisy_product_square")
                if SHOTS:
                    browser.screenshot(SHOTS / f"{name}.{kind}.{scheme}.png")
                failed += len(wrong)
                for line in wrong:
                    print(f"{name}, {kind}, {scheme}: {line}")
    found = faults(browser.look(broken(folder / "broken.html"), 390, "dark"), "dark", False)
    if len(found) < 4:
        print(f"the broken page is found to be: {found}")
        failed += 1
    return failed


def main():
    if not (shutil.which("chromedriver") and (shutil.which("chromium") or shutil.which("chromium-browser"))):
        print("chromium and chromedriver are not installed: the pages are not looked at")
        return 77
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["HOME"] = folder
        browser = Browser(folder)
        try:
            return 1 if check(browser, pathlib.Path(folder)) else 0
        finally:
            browser.close()


sys.exit(main())

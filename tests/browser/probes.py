"""What a page looks like from inside: scripts for the browser, and axe."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import CDPSession

SMALLEST_TARGET = 24
"""CSS pixels, WCAG 2.2 success criterion 2.5.8."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUICK_RULES = {
    "runOnly": STANDARDS,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
REPEATED = [".card:nth-child(n + 5)", ".suggestion:nth-child(n + 5)", "option:nth-child(n + 5)"]
"""Contrast takes most of the time of axe: it looks at the first four of what looks the same."""

COLLECT_VIOLATIONS = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", event => window.policyViolations.push(
  `${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""
"""An init script; `policyViolations` fills before the page's own first script."""

POLICY_VIOLATIONS = "() => window.policyViolations"

OVERFLOWING = """
() => {
  const wide = document.documentElement.clientWidth;
  const sideways = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  if (sideways <= wide) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(node => node.getBoundingClientRect().right > wide + 0.5)
    .map(node => `${node.tagName.toLowerCase()}.${node.getAttribute("class")}`)
    .slice(-5).concat(`${sideways} px wide`);
}
"""
"""[] or the innermost of the elements that make the page scroll sideways."""

SMALL_TARGETS = """
smallest => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(node => node.type !== "hidden" && node.tabIndex >= 0 && node.checkVisibility())
  .filter(node => node.tagName !== "A" || getComputedStyle(node).display !== "inline")
  .map(node => [node, node.getBoundingClientRect()])
  .filter(([node, box]) => Math.min(box.width, box.height) < smallest)
  .map(([node, box]) => `${node.outerHTML.slice(0, 120)} ${box.width} × ${box.height}`)
"""
"""Controls below the smallest size; links within a sentence are left to axe."""

SHOWN_TEXTS = r"""
() => {
  const language = document.documentElement.lang;
  const ours = node => node.closest("[lang]").lang === language;
  const names = ["aria-label", "placeholder", "title", "alt"];
  const found = new Set(document.title.split(" – "));
  found.add(document.querySelector("meta[name=description]").content);
  for (const node of document.body.querySelectorAll("*")) {
    if (!ours(node) || node.closest("script, style")) continue;
    for (const name of names) found.add(node.getAttribute(name) || "");
    if (!node.querySelector("p, li, div, h1, h2, h3")) found.add(node.textContent);
    for (const child of node.childNodes) if (child.nodeType === 3) found.add(child.data);
  }
  return [...found].map(text => text.replace(/\s+/g, " ").trim()).filter(text => text);
}
"""
"""Texts in the page's own language: of elements, of text nodes and of attributes."""

FOCUSED = """
() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  return {
    node: node.outerHTML.slice(0, 160),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""

IS_FOCUSED = "selector => document.activeElement.matches(selector)"


def load_axe(cdp: CDPSession) -> None:
    """Over the debugger: the page's own policy forbids what Playwright would do."""
    _evaluate(cdp, f"{AXE_SCRIPT}; 0")


def axe_violations(cdp: CDPSession) -> list[str]:
    """Each violation of every rule but contrast, with its node."""
    return _axe(cdp, {}, QUICK_RULES)


def contrast_violations(cdp: CDPSession) -> list[str]:
    return _axe(cdp, {"exclude": REPEATED}, CONTRAST)


def _axe(cdp: CDPSession, context: dict[str, Any], options: dict[str, Any]) -> list[str]:
    options = {**options, "resultTypes": ["violations"], "preload": False}
    call = f"axe.run({json.dumps(context) if context else 'document'}, {json.dumps(options)})"
    return [
        f"axe {violation['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}"
        for violation in _evaluate(cdp, f"{call}.then(results => results.violations)")
        for node in violation["nodes"]
    ]


def _evaluate(cdp: CDPSession, expression: str) -> Any:
    options = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    answer = cdp.send("Runtime.evaluate", options)
    if "exceptionDetails" in answer:
        raise AssertionError(answer["exceptionDetails"])
    return answer["result"].get("value")

// SPDX-License-Identifier: Apache-2.0
// usage: NODE_PATH=node_modules node browse.cjs REPORT.html REPORT.json CLEAN.html CHECK.html CHECK.json
//
// Uses the report as a person would, and compares it with the json report of the same tree.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [report, records, clean, check, checkRecords] = process.argv.slice(2);
const findings = JSON.parse(fs.readFileSync(records, "utf8")).findings;
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// A page that fails the test when it says anything on the console or asks for anything.
async function open(browser, file, options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const url = pathToFileURL(file).href;
    page.troubles = [];
    page.on("console", (message) => page.troubles.push(message.text()));
    page.on("pageerror", (error) => page.troubles.push(String(error)));
    page.on("dialog", (dialog) => page.troubles.push("dialog: " + dialog.message()));
    page.on("request", (request) => {
        if (request.url() !== url && request.url() !== "data:,") {
            page.troubles.push("request: " + request.url());
        }
    });
    await page.goto(url);
    return page;
}

const texts = (page, selector) => page.locator(selector).allTextContents();
const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function sorts(page) {
    const column = async (name, nth) => {
        await page.click(`#findings th[data-column=${name}] button`);
        return texts(page, `#findings tbody tr > td:nth-child(${nth})`);
    };
    const rules = await column("rule", 2);
    assert.deepEqual(rules, [...rules].sort(), "rules ascending");
    const descending = await column("rule", 2);
    assert.deepEqual(descending, [...descending].sort().reverse(), "rules descending");
    assert.notDeepEqual(rules, descending);
    assert.equal(await page.getAttribute("#findings th[data-column=rule]", "aria-sort"), "descending");
    await column("severity", 1);
}

const shownOf = async (page) => Number((await page.textContent("#count")).replaceAll(",", "").split(" ")[0]);

async function filters(page) {
    const count = () => shownOf(page);
    const expected = (test) => findings.filter(test).length;
    assert.equal(await count(), findings.length);

    await page.selectOption("#rule", "setuid-file");
    assert.equal(await count(), expected((finding) => finding.rule === "setuid-file"));
    await page.selectOption("#rule", "");

    await page.fill("#text", "sub/deep/");
    assert.equal(await count(), expected((finding) => finding.path.includes("sub/deep/")));
    await page.fill("#text", "");

    await page.uncheck("input[data-severity=high]");
    assert.equal(await count(), expected((finding) => finding.severity !== "high"));
    await page.check("input[data-severity=high]");
    assert.equal(await count(), findings.length);
}

// What the baseline has, too, can be hidden; there is nothing to choose without a baseline.
async function hidesUnchanged(page, other) {
    const all = JSON.parse(fs.readFileSync(checkRecords, "utf8")).findings;
    const fresh = all.filter((finding) => finding.baseline_state !== "unchanged");
    assert.ok(fresh.length > 0 && fresh.length < all.length);
    assert.equal(await shownOf(page), all.length);
    await page.uncheck("#unchanged");
    assert.equal(await shownOf(page), fresh.length);
    assert.ok(!(await texts(page, "#findings td:nth-child(3)")).some((text) => text.includes("unchanged)")));
    await page.check("#unchanged");
    assert.equal(await shownOf(page), all.length);
    assert.equal(await other.locator("#unchanged").count(), 0);
}

async function maps(page) {
    const open = (label) => page.locator("#places .map button", { has: page.getByText(label, { exact: true }) })
        .first().click({ position: { x: 8, y: 8 } });
    await open("sub");
    await open("deep");
    const below = findings.filter((finding) => finding.path.startsWith("sub/deep/") || finding.path === "sub/deep");
    assert.equal(await shownOf(page), below.length);
    assert.deepEqual((await texts(page, "#places .trail button")).slice(1), ["sub", "deep"]);
    await page.click("#places .trail button >> nth=0");
    const overlaps = await page.evaluate(() => {
        const boxes = [...document.querySelectorAll("#places .map button:not(.outer)")].map((cell) => cell.getBoundingClientRect());
        const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
        return boxes.some((a, at) => boxes.slice(at + 1).some((b) => meet(a, b)));
    });
    assert.equal(overlaps, false, "parts of the map overlap");
}

async function showsHostileNames(page) {
    await page.fill("#text", "</script>");
    const line = page.locator("#findings tr.finding").first();
    assert.match(await line.textContent(), /<\/script><img src=x onerror=/);
    await line.click();
    assert.match(await page.locator("#findings tr.details").first().textContent(), /Fix/);
    assert.equal(await page.locator("img").count(), 0);
    assert.doesNotMatch(await page.title(), /owned/);
    await page.fill("#text", "");
}

async function main() {
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
    try {
        const light = await open(browser, report, { colorScheme: "light" });
        await sorts(light);
        await filters(light);
        await maps(light);
        await showsHostileNames(light);
        const dark = await open(browser, report, { colorScheme: "dark" });
        assert.notEqual(await background(light), await background(dark), "dark mode");
        const narrow = await open(browser, report, { viewport: { width: 360, height: 640 } });
        assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is too wide for a telephone");
        const nothing = await open(browser, clean, {});
        assert.match(await nothing.textContent("body"), /Nothing was found/);
        const checked = await open(browser, check, {});
        await hidesUnchanged(checked, light);
        for (const page of [light, dark, narrow, nothing, checked]) {
            assert.deepEqual(page.troubles, []);
        }
    } finally {
        await browser.close();
    }
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});

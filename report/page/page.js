// SPDX-License-Identifier: Apache-2.0
// What moves in the html report: the table of findings, the table of rules, the treemap. Names come
// from the tree and may be hostile: text is set as text, never as markup.
"use strict";

const severities = ["critical", "high", "medium", "low", "info"];
const rowsAtOnce = 200;

const data = (id) => JSON.parse(document.getElementById(id).textContent);
const page = data("page-data");
const findings = data("finding-data").filter((row) => row !== null);

function element(name, classes, text) {
    const made = document.createElement(name);
    if (classes) {
        made.className = classes;
    }
    if (text !== undefined) {
        made.textContent = text;
    }
    return made;
}

function badge(severity) {
    return element("span", "badge " + severity, severity);
}

const plural = (count, one, many) => count.toLocaleString("en") + " " + (count === 1 ? one : many);

// ---- rules by severity --------------------------------------------------------------------------

function showRules() {
    const body = document.querySelector("#rules tbody");
    for (const rule of page.rules) {
        const row = element("tr");
        const name = element("td");
        name.append(element("code", "", rule.id), element("div", "quiet", rule.title));
        row.append(name);
        for (const count of rule.counts) {
            row.append(element("td", count === 0 ? "number zero" : "number", count.toLocaleString("en")));
        }
        body.append(row);
    }
}

// ---- the table of findings ----------------------------------------------------------------------

const state = { text: "", rule: "", hidden: new Set(), hidesUnchanged: false, below: null, column: "severity", descending: false, shown: rowsAtOnce };

// What a column is sorted by; severities are numbers already, the worst is 0.
const sortKeys = {
    severity: (row) => row.severity,
    rule: (row) => row.rule,
    path: (row) => row.root + "\n" + row.path,
    mode: (row) => row.mode,
    owner: (row) => row.uid,
    reachable: (row) => row.reachable || "",
};

function isBelow(row, place) {
    return place === null || (row.root === place.root &&
        (place.path === "." || row.path === place.path || row.path.startsWith(place.path + "/")));
}

function wanted(row) {
    const text = state.text.toLowerCase();
    return !state.hidden.has(severities[row.severity]) && (state.rule === "" || row.rule === state.rule) &&
        !(state.hidesUnchanged && row.unchanged) && isBelow(row, state.below) &&
        (text === "" || (row.root + "/" + row.path + " " + row.message + " " + row.rule).toLowerCase().includes(text));
}

function chosen() {
    const key = sortKeys[state.column];
    const sign = state.descending ? -1 : 1;
    const rows = findings.filter(wanted).map((row, at) => ({ row, at, key: key(row) }));
    rows.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : a.at - b.at));
    return rows.map((item) => item.row);
}

function toggleDetails(line, row) {
    const next = line.nextElementSibling;
    if (next !== null && next.classList.contains("details")) {
        next.remove();
        line.setAttribute("aria-expanded", "false");
        return;
    }
    const rule = page.rules.find((known) => known.id === row.rule);
    const list = element("dl");
    const say = (term, text) => {
        if (text) {
            list.append(element("dt", "", term), element("dd", "", text));
        }
    };
    say("What", rule ? rule.title : "");
    say("Why", rule ? rule.why : "");
    say("Fix", row.fix);
    say("Waived", row.waived);
    say("Baseline", row.unchanged ? "has it, too" : "");
    say("Root", row.root);
    say("Object", row.kind + ", mode " + row.mode + ", owner " + row.uid + ":" + row.gid);
    const cell = element("td");
    cell.colSpan = line.cells.length;
    cell.append(list);
    const details = element("tr", "details");
    details.append(cell);
    line.after(details);
    line.setAttribute("aria-expanded", "true");
}

function lineOf(row) {
    const line = element("tr", "finding");
    line.tabIndex = 0;
    line.setAttribute("aria-expanded", "false");
    const severity = element("td");
    severity.append(badge(severities[row.severity]));
    const rule = element("td");
    rule.append(element("code", "", row.rule));
    const path = element("td");
    path.append(element("span", "mono path", page.roots.length > 1 ? row.root + ": " + row.path : row.path));
    const remarks = [row.waived && "waived", row.unchanged && "unchanged"].filter(Boolean).join(", ");
    path.append(element("div", "quiet", row.message + (remarks && " (" + remarks + ")")));
    line.append(severity, rule, path, element("td", "mono secondary", row.mode),
        element("td", "mono secondary", row.uid + ":" + row.gid), element("td", "secondary", row.reachable || ""));
    line.addEventListener("click", () => toggleDetails(line, row));
    line.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
            toggleDetails(line, row);
        }
    });
    return line;
}

function showFindings() {
    const rows = chosen();
    document.querySelector("#findings tbody").replaceChildren(...rows.slice(0, state.shown).map(lineOf));
    for (const head of document.querySelectorAll("#findings th[data-column]")) {
        const order = state.descending ? "descending" : "ascending";
        head.setAttribute("aria-sort", head.dataset.column === state.column ? order : "none");
    }
    const all = page.total > findings.length ? " of the worst " : " of ";
    const below = state.below === null ? "" : " below " + state.below.root + "/" + state.below.path;
    document.getElementById("count").textContent =
        rows.length.toLocaleString("en") + all + plural(findings.length, "finding", "findings") + below;
    document.getElementById("more").hidden = rows.length <= state.shown;
}

function change(what) {
    Object.assign(state, { shown: rowsAtOnce }, what);
    showFindings();
}

function setUpControls() {
    document.getElementById("text").addEventListener("input", (event) => change({ text: event.target.value }));
    const select = document.getElementById("rule");
    for (const rule of page.rules) {
        select.append(new Option(rule.id, rule.id));
    }
    select.addEventListener("change", () => change({ rule: select.value }));
    for (const box of document.querySelectorAll("input[data-severity]")) {
        box.addEventListener("change", () => {
            state.hidden[box.checked ? "delete" : "add"](box.dataset.severity);
            change({});
        });
    }
    const unchanged = document.getElementById("unchanged"); // only where a baseline has some of them
    if (unchanged !== null) {
        unchanged.addEventListener("change", () => change({ hidesUnchanged: !unchanged.checked }));
    }
    for (const head of document.querySelectorAll("#findings th[data-column] button")) {
        const column = head.parentElement.dataset.column;
        head.addEventListener("click", () =>
            change({ column, descending: state.column === column && !state.descending }));
    }
    document.getElementById("more").addEventListener("click", () => change({ shown: state.shown + rowsAtOnce }));
}

// ---- the treemap --------------------------------------------------------------------------------

// The directories as a tree; counts include what is further down.
function plantTree() {
    const top = { name: "all roots", root: null, path: null, counts: [0, 0, 0, 0, 0], children: new Map(), parent: null };
    const count = (node, counts) => counts.forEach((number, at) => { node.counts[at] += number; });
    for (const [root, path, counts] of page.places) {
        let node = top;
        count(node, counts);
        let below = ".";
        for (const name of [page.roots[root]].concat(path === "." ? [] : path.split("/"))) {
            if (node !== top) {
                below = below === "." ? name : below + "/" + name;
            }
            if (!node.children.has(name)) {
                node.children.set(name, { name, root: page.roots[root], path: below, counts: [0, 0, 0, 0, 0], children: new Map(), parent: node });
            }
            node = node.children.get(name);
            count(node, counts);
        }
    }
    return top;
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// Squarified treemap (Bruls, Huizing, van Wijk 2000): rows along the shorter side, each as long as
// its worst rectangle gets better.
function squarify(items, box, place) {
    const total = sum(items.map((item) => item.size));
    if (items.length === 0 || total === 0) {
        return;
    }
    const scale = (box.width * box.height) / total;
    const side = Math.min(box.width, box.height);
    const worst = (row) => {
        const area = sum(row.map((item) => item.size)) * scale;
        const thickness = area / side;
        return Math.max(...row.map((item) => {
            const length = (item.size * scale) / thickness;
            return Math.max(length / thickness, thickness / length);
        }));
    };
    let taken = 1;
    while (taken < items.length && worst(items.slice(0, taken + 1)) <= worst(items.slice(0, taken))) {
        ++taken;
    }
    const row = items.slice(0, taken);
    const isWide = box.width >= box.height;
    const thickness = (sum(row.map((item) => item.size)) * scale) / side;
    let offset = 0;
    for (const item of row) {
        const length = (item.size * scale) / thickness;
        place(item, isWide ? { left: box.left, top: box.top + offset, width: thickness, height: length }
            : { left: box.left + offset, top: box.top, width: length, height: thickness });
        offset += length;
    }
    squarify(items.slice(taken), isWide
        ? { left: box.left + thickness, top: box.top, width: box.width - thickness, height: box.height }
        : { left: box.left, top: box.top + thickness, width: box.width, height: box.height - thickness }, place);
}

// What is in a directory itself is a part of the map, too; of very many the smallest are one.
function partsOf(node) {
    const parts = [...node.children.values()].map((child) =>
        ({ label: child.name, node: child, counts: child.counts, size: sum(child.counts) }));
    const own = node.counts.map((number, at) => number - sum(parts.map((part) => part.counts[at])));
    if (sum(own) > 0) {
        parts.push({ label: parts.length === 0 ? "in this directory" : "directly here", node: null, counts: own, size: sum(own) });
    }
    parts.sort((a, b) => b.size - a.size);
    const most = 60;
    if (parts.length > most) {
        const rest = parts.splice(most - 1);
        const counts = [0, 1, 2, 3, 4].map((at) => sum(rest.map((part) => part.counts[at])));
        parts.push({ label: plural(rest.length, "smaller one", "smaller ones"), node: null, counts, size: sum(counts) });
    }
    return parts;
}

function showTrail(node) {
    const steps = [];
    for (let at = node; at !== null; at = at.parent) {
        steps.unshift(at);
    }
    const skips = page.roots.length === 1 ? 1 : 0;
    const trail = document.querySelector("#places .trail");
    trail.replaceChildren();
    for (const step of steps.slice(skips)) {
        if (trail.childElementCount > 0) {
            trail.append(element("span", "quiet", "/"));
        }
        const button = element("button", "mono", step.name);
        button.type = "button";
        button.disabled = step === node;
        button.addEventListener("click", () => openPlace(step));
        trail.append(button);
    }
}

let opened = null;

// From here on a part is large enough to show what is in it, or its own label; in pixels.
const roomForParts = { width: 80, height: 56, label: 22, edge: 3 };
const roomForLabel = { width: 40, height: 36 };

function cellOf(part, box) {
    const worst = severities[part.counts.findIndex((count) => count > 0)];
    const button = element("button", worst + (part.node === null ? " leaf" : ""));
    button.type = "button";
    if (box.width >= roomForLabel.width && box.height >= roomForLabel.height) {
        button.append(element("span", "mono", part.label), element("span", "", part.size.toLocaleString("en")));
    }
    button.title = part.label + ": " + part.counts.map((count, at) => count + " " + severities[at])
        .filter((text) => !text.startsWith("0 ")).join(", ");
    button.setAttribute("aria-label", button.title);
    for (const side of ["left", "top", "width", "height"]) {
        button.style[side] = box[side] + "px";
    }
    if (part.node !== null) {
        button.addEventListener("click", () => openPlace(part.node));
    }
    return button;
}

// Parts of parts as far as there is room: they lie on their directory, which keeps its label.
function drawParts(map, node, box) {
    squarify(partsOf(node), box, (part, place) => {
        const cell = cellOf(part, place);
        map.append(cell);
        if (part.node === null || part.node.children.size === 0 || place.width < roomForParts.width ||
            place.height < roomForParts.height) {
            return;
        }
        cell.classList.add("outer");
        drawParts(map, part.node, {
            left: place.left + roomForParts.edge,
            top: place.top + roomForParts.label,
            width: place.width - 2 * roomForParts.edge,
            height: place.height - roomForParts.label - roomForParts.edge,
        });
    });
}

function showPlace(node) {
    opened = node;
    showTrail(node);
    const map = document.querySelector("#places .map");
    map.replaceChildren();
    drawParts(map, node, { left: 0, top: 0, width: map.clientWidth, height: map.clientHeight });
}

function openPlace(node) {
    showPlace(node);
    change({ below: node.path === null ? null : { root: node.root, path: node.path } });
}

const tree = plantTree();
const start = page.roots.length === 1 && tree.children.size === 1 ? [...tree.children.values()][0] : tree;
showRules();
setUpControls();
showFindings();
showPlace(start);
window.addEventListener("resize", () => showPlace(opened));

/* Runs in the browser: read as text by measure.ts, because the project's types know no page. */
/* global document, getComputedStyle, Node */
/* eslint-disable no-unused-vars -- measure.ts calls them in the page */
'use strict';

/** Texts that are wider than their place, and whether the page scrolls sideways. */
function overflowing() {
  const root = document.documentElement;
  const found = root.scrollWidth > root.clientWidth ? [`page ${root.scrollWidth}`] : [];
  const edge = (element) => element.closest('section')?.getBoundingClientRect().right ?? root.clientWidth;
  const texts = 'p, li, td > div, th, code, h1, h2, h3, caption, .figure > div, text';
  for (const element of document.querySelectorAll(texts)) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('thead') !== null) continue;
    const isDrawn = element.closest('svg') !== null;
    const isCut = !isDrawn && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
    if (isCut || box.right > edge(element) + 0.5 || box.left < 0) {
      found.push(`${element.tagName} ${element.textContent.slice(0, 60)}`);
    }
  }
  return found;
}

/** The contrast of every visible text with what is behind it (WCAG 2, 1.4.3). */
function contrasts() {
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = numbers(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((numbers(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const hasOwnText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  return [...document.querySelectorAll('body *')]
    .filter((element) => hasOwnText(element) && element.getBoundingClientRect().width > 0)
    .filter((element) => !element.matches('title, desc, style'))
    .map((element) => {
      const style = getComputedStyle(element);
      const front = luminance(element.closest('svg') === null ? style.color : style.fill);
      const back = luminance(behind(element));
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      return {
        text: element.textContent.trim().slice(0, 40),
        ratio: (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05),
        least: isLarge ? 3 : 4.5,
      };
    });
}

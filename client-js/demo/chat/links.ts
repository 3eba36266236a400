/** A piece of a text: plain, or the address of a page. */
export type Piece = { readonly text: string; readonly href?: string };

const address = /https?:\/\/[^\s<>"']+/g;
const trailing = /[.,;:!?)\]}]+$/;

/** Finds the web addresses in a text. Only http and https become links. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = match[0].replace(trailing, '');
    if (!URL.canParse(found)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: found, href: found });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

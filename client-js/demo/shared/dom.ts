type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Creates an element. Children are nodes or text; text never becomes markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The element with this id; the page's own HTML guarantees that it exists. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`Expected #${id} to be a ${type.name}.`);
  return element;
}

/** Sets the `data-` attribute that the style sheet looks at. */
export function mark(element: Element, name: string, value: string): void {
  element.setAttribute(`data-${name}`, value);
}

/** Writes text only when it differs, so that live regions stay silent when nothing changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Runs `draw` once in the next frame, however often the returned function is called before. */
export function coalesce(draw: () => void): () => void {
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      draw();
    });
  };
}

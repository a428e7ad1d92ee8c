import type { OpenApiDocument } from "./openapi.ts";

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const operationsByTag = ({ paths }: OpenApiDocument) => {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return Map.groupBy(all, ({ operation }) => operation.tags[0] ?? "Autres");
};

const schemaBlock = (title: string, content: unknown) =>
  content === undefined
    ? ""
    : `<details><summary>${title}</summary><pre tabindex="0">${escaped(JSON.stringify(content, null, 2))}</pre></details>`;

/** The OpenAPI document as one page for people: no script, no outside resource; printed as it reads. */
export const apiPage = (document: OpenApiDocument): string => {
  const groups = [...operationsByTag(document)];
  const slug = (tag: string) =>
    tag
      .normalize("NFD")
      .replaceAll(/[^a-zA-Z]/g, "")
      .toLowerCase();
  const section = ([tag, operations]: (typeof groups)[number]) => `
    <section aria-labelledby="${slug(tag)}"><h2 id="${slug(tag)}">${escaped(tag)}</h2>
    ${operations
      .map(
        ({ path, method, operation }) => `<article>
      <h3><code><b>${method}</b> ${escaped(path)}</code></h3>
      <p>${escaped(operation.summary)} · droit : <code>${escaped(operation["x-action"])}</code></p>
      ${schemaBlock("Paramètres", operation.parameters)}
      ${schemaBlock("Corps de la demande", operation.requestBody)}
      ${schemaBlock("Réponses", operation.responses)}
    </article>`,
      )
      .join("")}</section>`;
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API de Guichet</title><link rel="stylesheet" href="/api-page.css"></head>
<body><header><h1>API de Guichet</h1>
<p>Toutes les adresses, leurs droits et leurs formes, tirées du code lui-même.
<a href="/api/openapi.json">Document OpenAPI 3.1</a></p>
<nav aria-label="Modules"><ul>${groups.map(([tag]) => `<li><a href="#${slug(tag)}">${escaped(tag)}</a></li>`).join("")}</ul></nav></header>
<main>${groups.map(section).join("")}</main></body></html>`;
};

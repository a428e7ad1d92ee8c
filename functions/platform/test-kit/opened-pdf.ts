/** What an independent reader (pdf.js) makes of a PDF: its words, its tags in order, its title, language and pages. */
export const openedPdf = async (content: Uint8Array) => {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const opened = await getDocument({ data: new Uint8Array(content), verbosity: 0 }).promise;
  const pages = await Promise.all(
    Array.from({ length: opened.numPages }, async (_, index) => {
      const page = await opened.getPage(index + 1);
      const [text, tree] = await Promise.all([page.getTextContent(), page.getStructTree()]);
      return { text: text.items.map((item) => ("str" in item ? item.str : "")).join(" "), tree };
    }),
  );
  const { info } = await opened.getMetadata();
  return {
    words: pages.map(({ text }) => text).join(" "),
    tags: pages.flatMap(({ tree }) => tagsOf(tree)),
    pages: pages.length,
    title: "Title" in info ? String(info.Title) : "",
    language: "Language" in info ? String(info.Language) : "",
  };
};

const tagsOf = (node: unknown): string[] => {
  if (typeof node !== "object" || node === null) return [];
  const role = "role" in node && typeof node.role === "string" && node.role !== "Root" ? [node.role] : [];
  const children = "children" in node && Array.isArray(node.children) ? node.children.flatMap(tagsOf) : [];
  return [...role, ...children];
};

import { useMutation } from "@tanstack/react-query";
import type { FileLink } from "../../../../shared/mediation/schema.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { fileLink } from "./case-queries.ts";

/** The link is a download of the origin of files; the page stays. */
export const download = ({ url }: FileLink) => {
  const link = Object.assign(document.createElement("a"), {
    href: url,
    target: "_blank",
    rel: "noopener noreferrer",
  });
  link.click();
};

/** Asks for a fresh right and a link of one minute, then downloads; a refusal is said under the top bar. */
export const useDownload = (fileId: string) => {
  const { notify } = useNotices();
  return useMutation({
    mutationFn: () => fileLink(fileId),
    onSuccess: download,
    onError: (error) => notify(refusalWords(error)),
  });
};

import { useMutation } from "@tanstack/react-query";
import { csvOf, saveFile } from "../../../../ui/agent/csv.ts";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { faultyRows } from "./import-queries.ts";
import { faultWords, linesOf } from "./import-words.ts";

/** The rows in error as a file of the same form, with what is wrong in a last column: to be corrected and sent again. */
export function DownloadFaulty({
  id,
  count,
  headers,
  fileName,
}: {
  id: string;
  count: number;
  headers: readonly string[];
  fileName: string;
}) {
  const { notify } = useNotices();
  const download = useMutation({
    mutationFn: () => faultyRows(id),
    onSuccess: (rows) => {
      const lines = rows.map(({ number, cells, faults }) => [
        ...headers.map((_, at) => cells[at] ?? ""),
        faults.map((fault) => faultWords(number, fault)).join(" "),
      ]);
      const name = `${fileName.replace(/\.[a-z0-9]+$/i, "")}-erreurs.csv`;
      saveFile(name, csvOf([[...headers, "Erreur"], ...lines]), "text/csv;charset=utf-8");
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <Button
      size="sm"
      look="tertiary"
      icon="fr-icon-download-line"
      busy={download.isPending && "Préparation…"}
      onClick={() => download.mutate()}
    >
      {count === 1 ? "Télécharger la ligne" : `Télécharger les ${linesOf(count)}`}
    </Button>
  );
}

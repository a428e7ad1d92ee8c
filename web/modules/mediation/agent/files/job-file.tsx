import { useMutation } from "@tanstack/react-query";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { linkToJobFile } from "./file-queries.ts";

/** One file that long work made, to be fetched. */
export function JobFile({ id, part, name, size }: { id: string; part: number; name: string; size: number }) {
  const { notify } = useNotices();
  const opening = useMutation({
    mutationFn: () => linkToJobFile(id, part),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <Button
      size="sm"
      look="secondary"
      busy={opening.isPending && "Un instant…"}
      onClick={() => opening.mutate()}
    >
      Télécharger {name} ({sizeWords(size)})
    </Button>
  );
}

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0Ko`
    : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")}\u00a0Mo`;

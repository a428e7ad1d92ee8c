import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DocumentView } from "../../../../../shared/mediation/documents.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../../ui/agent/modal.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import { fileToShow } from "../case-queries.ts";
import { fileKind } from "../file-words.ts";
import { useDownload } from "../use-download.ts";

/** A picture or a PDF of a case over the page, on the origin of files; it can be downloaded from there. */
export function FilePreview({ file, onClose }: { file: DocumentView; onClose: () => void }) {
  const download = useDownload(file.id);
  const link = useQuery({
    queryKey: ["mediation", "file", file.id, "shown"],
    queryFn: () => fileToShow(file.id),
    // A link lives for a minute: it is asked for at each display, and never changed under the eyes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Modal
      title={file.name}
      subtitle={`${fileKind(file)} · ${fileSize(file.size)}`}
      size="large"
      onClose={onClose}
      footer={
        <Button busy={download.isPending && "Téléchargement…"} onClick={() => download.mutate()}>
          Télécharger
        </Button>
      }
    >
      {link.isPending && <Skeleton says="Chargement de l’aperçu…" rows={4} />}
      {link.isError && <LoadFailed what="cet aperçu" error={link.error} retry={() => void link.refetch()} />}
      {link.data &&
        (file.type === "application/pdf" ? (
          <Pdf url={link.data.url} name={file.name} />
        ) : (
          <Picture url={link.data.url} name={file.name} />
        ))}
    </Modal>
  );
}

function Picture({ url, name }: { url: string; name: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <p role="alert">Cette image ne s’affiche pas. Téléchargez-la pour l’ouvrir.</p>;
  return (
    <img
      className="file-preview__picture"
      src={url}
      alt={`Aperçu de ${name}`}
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}

/**
 * No `sandbox` here: browsers refuse their own PDF reader in one. The frame is on the origin of files, and its address
 * is signed to answer as a PDF whatever the file holds, so that no script of it ever runs.
 */
function Pdf({ url, name }: { url: string; name: string }) {
  if (!navigator.pdfViewerEnabled)
    return <p>Votre navigateur n’affiche pas les PDF dans une page. Téléchargez-le pour l’ouvrir.</p>;
  return (
    <iframe
      className="file-preview__pdf"
      title={`Aperçu de ${name}`}
      src={url}
      referrerPolicy="no-referrer"
    />
  );
}

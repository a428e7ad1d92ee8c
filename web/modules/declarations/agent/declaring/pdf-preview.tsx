import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { strictFetch } from "../../../../app/api.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { documentAddress } from "./declaring-queries.ts";

/** The document as the body will receive it, by the same renderer as the sending. */
export function PdfPreview({ id, name }: { id: string; name: string }) {
  const query = useQuery({
    queryKey: ["declarations", "document", id],
    queryFn: async ({ signal }) => (await strictFetch(documentAddress(id), { signal })).blob(),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const url = useObjectUrl(query.data);
  const [large, setLarge] = useState(false);
  return (
    <>
      <header className="telling-document">
        <p className="grow">
          <strong className="break-anywhere">{name}</strong>
          {query.data && <span className="small mention second-line">{fileSize(query.data.size)}</span>}
        </p>
        {url && navigator.pdfViewerEnabled && (
          <Button
            look="tertiary"
            size="sm"
            icon={large ? "fr-icon-zoom-out-line" : "fr-icon-zoom-in-line"}
            aria-pressed={large}
            onClick={() => setLarge(!large)}
          >
            {large ? "Réduire" : "Agrandir"}
          </Button>
        )}
        {url && (
          <a
            className={buttonClass({ look: "tertiary", size: "sm", icon: "fr-icon-download-line" })}
            href={url}
            download={name}
          >
            Télécharger
          </a>
        )}
      </header>
      {query.isPending && <Skeleton says="Préparation du PDF…" />}
      {query.isError && (
        <LoadFailed what="ce document" error={query.error} retry={() => void query.refetch()} />
      )}
      {url &&
        (navigator.pdfViewerEnabled ? (
          <iframe
            className={`telling-pdf ${large ? "telling-pdf--large" : ""}`}
            title={`Aperçu de ${name}`}
            src={url}
          />
        ) : (
          <p className="telling-no-pdf">
            Votre navigateur n’affiche pas les PDF dans une page. Téléchargez-le pour le relire avant l’envoi.
          </p>
        ))}
    </>
  );
}

/** An address of bytes for as long as they are shown. */
const useObjectUrl = (bytes: Blob | undefined): string | undefined => {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!bytes) return;
    // Said again as a PDF, so that the frame never reads it as a page.
    const made = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url;
};

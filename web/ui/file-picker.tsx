import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { acceptedExtensions } from "../../shared/mediation/uploads.ts";
import { Button } from "./button.tsx";

/** Files dropped anywhere on the page; an extra, for those who drag. */
const useDroppedFiles = (onFiles: (files: File[]) => void, off: boolean) => {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    if (off) return;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onDragOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener("dragover", onDragOver);
    addEventListener("dragleave", onDragLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onDragOver);
      removeEventListener("dragleave", onDragLeave);
      removeEventListener("drop", onDrop);
    };
  }, [off]);
  return over;
};

/** "image/*" makes a phone offer its camera. */
const accepted = ["image/*", ...acceptedExtensions.map((extension) => `.${extension}`)].join(",");

interface FilePickerProps {
  onFiles: (files: File[]) => void;
  children: ReactNode;
  look?: "primary" | "secondary" | "tertiary";
  /** One file, of one of these extensions; several of any kind we take unless said. */
  only?: readonly string[];
  /** Files dropped on the page go elsewhere: it has several pickers. */
  withoutDrop?: boolean;
  /** Of the button, for the links of an error summary. */
  id?: string;
  describedBy?: string;
  /** Gives the page a way to put the focus on the button. */
  ref?: Ref<{ focus: () => void }>;
}

/** Opens the system's picker; dropping files on the page does the same. */
export const FilePicker = (props: FilePickerProps) => {
  const { onFiles, children, look = "secondary", withoutDrop = false, only, id, describedBy, ref } = props;
  const input = useRef<HTMLInputElement>(null);
  const zone = useRef<HTMLDivElement>(null);
  const over = useDroppedFiles(onFiles, withoutDrop);
  useImperativeHandle(ref, () => ({ focus: () => zone.current?.querySelector("button")?.focus() }));
  return (
    <div ref={zone} className="file-picker">
      <input
        ref={input}
        className="fr-sr-only"
        type="file"
        multiple={!only}
        accept={only ? only.map((extension) => `.${extension}`).join(",") : accepted}
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <Button
        id={id}
        look={look}
        icon="fr-icon-upload-line"
        aria-describedby={describedBy}
        onClick={() => input.current?.click()}
      >
        {children}
      </Button>
      {over ? (
        <div className="drop-target" aria-hidden="true">
          <p>Déposez vos fichiers ici</p>
        </div>
      ) : null}
    </div>
  );
};

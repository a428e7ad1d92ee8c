import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  title: ReactNode;
  children?: ReactNode;
  actions: ReactNode;
  onClose: () => void;
}

/** A question over the page. The browser keeps the focus inside and gives it back on closing; Escape closes. */
export const Dialog = ({ title, children, actions, onClose }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onCancel={onClose}>
      <h2 className="fr-h5" id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
      <div className="actions">{actions}</div>
    </dialog>
  );
};

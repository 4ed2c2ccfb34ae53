/** A sheet above everything else, for what is not daily work: help and the palette. Esc closes it, focus returns. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button";

export function Dialog({
  title,
  closeLabel,
  open,
  onClose,
  broad,
  bare,
  children,
}: {
  title: string;
  closeLabel: string;
  open: boolean;
  onClose: () => void;
  broad?: boolean;
  /** Without heading row: the title is then only its name. */
  bare?: boolean;
  children: ReactNode;
}) {
  return (
    <ModalOverlay className="veil" isOpen={open} isDismissable onOpenChange={(is) => !is && onClose()}>
      <Modal className={`modal${broad ? " broad" : ""}`}>
        <AriaDialog className={bare ? "palette" : "dialog"} aria-label={title}>
          {bare ? null : (
            <div className="dialog-head">
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              <IconButton label={closeLabel} onPress={onClose}>
                <X aria-hidden />
              </IconButton>
            </div>
          )}
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

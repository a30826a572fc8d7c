import { useCallback, useRef, useState } from "react";
import { newId } from "#kernel";
import { refusalOf, uploadFile } from "./upload-file";

/** A file on its way: `id` is the agency's once it is there. */
export type Upload = {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** From 0 to 1. */
  readonly progress: number;
  readonly id: string | null;
  readonly error: string | null;
};

/** The files of one form: each is uploaded as soon as it is chosen. */
export function useUploads() {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  }, []);

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = newId();
        const error = refusalOf(file);
        setUploads((all) => [...all, { key, name: file.name, bytes: file.size, progress: 0, id: null, error }]);
        if (error) continue;
        const abort = new AbortController();
        running.current.set(key, abort);
        uploadFile(file, (progress) => change(key, { progress }), abort.signal)
          .then(({ id }) => change(key, { id, progress: 1 }))
          .catch((failure: Error) => change(key, { error: failure.message }))
          .finally(() => running.current.delete(key));
      }
    },
    [change],
  );

  const remove = useCallback((key: string) => {
    running.current.get(key)?.abort();
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);

  return {
    uploads,
    add,
    remove,
    fileIds: uploads.flatMap(({ id }) => (id === null ? [] : [id])),
    isUploading: uploads.some(({ id, error }) => id === null && error === null),
  };
}

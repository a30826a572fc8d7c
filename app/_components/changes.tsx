/** What changed in an agent, one line a field. */
export function Changes({ changes }: { changes: readonly { readonly what: string; readonly how: string }[] }) {
  return (
    <dl className="grid gap-1 text-[0.8125rem]">
      {changes.map(({ what, how }) => (
        <div key={what} className="grid grid-cols-1 gap-x-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <dt className="text-muted">{what}</dt>
          <dd className="wrap-anywhere">{how}</dd>
        </div>
      ))}
    </dl>
  );
}

import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";

type MarkdownProps = {
  /** Untrusted text, by an agent. */
  text: string;
  /** The address of an image by the name the text gives it; NULL shows its description only. */
  imageAddress?: (name: string) => string | null;
};

/** Agents' markdown: sanitized, headings below the page's own, images only from our own files, links without trust. */
export function Markdown({ text, imageAddress = () => null }: MarkdownProps) {
  const components: Components = {
    a: ({ href, children }) => (
      <a href={href} rel="noopener noreferrer nofollow ugc" target="_blank">
        {children}
      </a>
    ),
    img: ({ src, alt }) => {
      const address = typeof src === "string" ? imageAddress(src) : null;
      if (!address) return alt ? <em>[{alt}]</em> : null;
      // biome-ignore lint/performance/noImgElement: the optimizer would fetch it without the reader's session
      return <img src={address} alt={alt ?? ""} loading="lazy" />;
    },
    h1: ({ children }) => <h3 className="md-h1">{children}</h3>,
    h2: ({ children }) => <h4 className="md-h2">{children}</h4>,
    h3: ({ children }) => <h5 className="md-h3">{children}</h5>,
    h4: ({ children }) => <h6 className="md-h3">{children}</h6>,
    pre: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as below
      <pre tabIndex={0}>{children}</pre>
    ),
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      <div tabIndex={0} className="md-table">
        <table>{children}</table>
      </div>
    ),
  };
  return (
    <div className="markdown">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

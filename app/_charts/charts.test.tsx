import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { BurnDownLine } from "./burn-down-line";
import { StackedBars } from "./stacked-bars";

const heights = (svg: string): number[] =>
  [...svg.matchAll(/<rect[^>]* height="([\d.]+)"/g)].map(([, text]) => Number(text));

it("stacks what adds up, and says in words what it shows", () => {
  const svg = renderToStaticMarkup(
    <StackedBars
      id="c"
      title="Spend by day"
      description="Three dollars."
      series={[
        { key: "a", label: "Ann" },
        { key: "b", label: "Bob" },
      ]}
      bars={[
        {
          label: "Nov 1",
          parts: [
            { key: "b", amount: "1.00" },
            { key: "a", amount: "3.00" },
          ],
        },
        { label: "Nov 2", parts: [] },
        { label: "Nov 3", parts: [{ key: "a", amount: "2.00" }] },
      ]}
    />,
  );
  const [ann = 0, bob = 0, later = 0, ...none] = heights(svg);
  expect(none).toEqual([]);
  expect([ann / bob, ann / later]).toEqual([3, 1.5]);
  expect(svg).toContain('role="img"');
  expect(svg).toContain('<desc id="c-description">Three dollars.</desc>');
  expect(svg).toContain("<title>Nov 1: $4.00</title>");
});

it("draws no bar for nothing, and a dash only to a day that comes", () => {
  expect(heights(renderToStaticMarkup(<StackedBars id="c" title="" description="" series={[]} bars={[]} />))).toEqual(
    [],
  );
  const line = (runsOutAt: number | null) =>
    renderToStaticMarkup(
      <BurnDownLine
        id="b"
        title=""
        description=""
        limit="9.00"
        start="9.00"
        labels={["1", "2", "3"]}
        left={["4.50"]}
        runsOutAt={runsOutAt}
      />,
    );
  expect(line(null)).not.toContain("stroke-dasharray");
  expect(line(2)).toContain("stroke-dasharray");
  expect(line(null)).not.toContain("NaN");
});

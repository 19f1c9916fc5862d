/** What the project uses of the package, which has no types of its own. */
declare module 'railroad-diagrams' {
  interface Shape {
    readonly width: number;
    toString(): string;
  }
  interface DiagramShape extends Shape {
    readonly attrs: { readonly width: number; readonly height: number };
    format(padding: number): this;
  }
  interface Shapes {
    Diagram(...items: readonly Shape[]): DiagramShape;
    Sequence(...items: readonly Shape[]): Shape;
    Choice(normal: number, ...items: readonly Shape[]): Shape;
    Optional(item: Shape): Shape;
    OneOrMore(item: Shape, separator?: Shape): Shape;
    ZeroOrMore(item: Shape, separator?: Shape): Shape;
    Terminal(text: string, href?: string): Shape;
    NonTerminal(text: string, href?: string): Shape;
    Comment(text: string, href?: string): Shape;
  }
  const shapes: Shapes;
  export default shapes;
}

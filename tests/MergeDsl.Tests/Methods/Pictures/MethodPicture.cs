using System.Globalization;
using System.Text;

namespace MergeDsl.Tests.Methods.Pictures;

/// <summary>Draws what a method does to a pair of vectors: in the plane, and element by element. Colours are legible on light and on dark.</summary>
internal sealed class MethodPicture(PictureCase shown)
{
    private const string First = "#3b82f6",
        Second = "#e8890c",
        Result = "#22a55b",
        Quiet = "#808890";
    private const int Width = 760,
        Height = 264,
        Plane = 200,
        Left = 24,
        Top = 34;
    private const int NamesLeft = 290,
        BarsLeft = 390,
        BarStep = 22,
        BarWidth = 14,
        RowStep = 70,
        BarUnit = 30;

    private readonly StringBuilder text = new();

    public string Write()
    {
        (string first, string second) = shown.Names;
        Line(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">"
        );
        Line($"<title>What {shown.Method} does to two vectors</title>");
        Text(Left, 20, Quiet, $"{shown.Method}{(shown.Settings.Length > 0 ? ": " + shown.Settings : "")}");
        DrawPlane(first, second);
        (float[] a, float[] b) = shown.Bars;
        bool isChange = shown.Base is not null;
        Bars(0, first + (isChange ? " − base" : ""), First, a);
        if (b.Length > 0)
            Bars(1, second + (isChange ? " − base" : ""), Second, b);
        Bars(2, isChange ? "result − base" : "result", Result, shown.Result());
        Line($"</svg>");
        return text.ToString();
    }

    private void DrawPlane(string first, string second)
    {
        Line(
            $"<g stroke=\"{Quiet}\" stroke-width=\"1\"><line x1=\"{X(-0.1f)}\" y1=\"{Y(0)}\" x2=\"{X(1.5f)}\" y2=\"{Y(0)}\"/><line x1=\"{X(0)}\" y1=\"{Y(-0.1f)}\" x2=\"{X(0)}\" y2=\"{Y(1.5f)}\"/></g>"
        );
        IReadOnlyList<(float X, float Y)> path = shown.Path(),
            points = shown.Points();
        if (path.Count > 0)
            Line(
                $"<polyline fill=\"none\" stroke=\"{Result}\" stroke-width=\"1.5\" stroke-dasharray=\"2 3\" points=\"{string.Join(' ', path.Select(point => $"{X(point.X)},{Y(point.Y)}"))}\"/>"
            );
        (float X, float Y) start = shown.Base ?? (0, 0);
        Arrow(start, shown.PlaneA, First, 2);
        Label(shown.PlaneA, First, first, 8, -4);
        if (shown.Bars.Second.Length > 0)
        {
            Arrow(start, shown.PlaneB, Second, 2);
            Label(shown.PlaneB, Second, second, -6, -8);
        }
        if (shown.Base is { } origin)
        {
            Line($"<circle cx=\"{X(origin.X)}\" cy=\"{Y(origin.Y)}\" r=\"3.5\" fill=\"{Quiet}\"/>");
            Label(origin, Quiet, "base", -10, 16);
        }
        if (points.Count == 1)
            Arrow(start, points[0], Result, 2.5);
        foreach ((float X, float Y) point in points)
            Line(
                $"<circle cx=\"{X(point.X)}\" cy=\"{Y(point.Y)}\" r=\"4\" fill=\"{(points.Count == 1 ? Result : "none")}\" stroke=\"{Result}\" stroke-width=\"2\"/>"
            );
        if (points.Count == 1)
            Label(points[0], Result, "result", 8, 14);
        else
            Text(Left, Height - 8, Result, "possible results");
        if (path.Count > 0)
            Text(
                Left,
                Height - 8,
                Result,
                shown.IsWeighted ? $"dotted: the weight moves from {first} to {second}" : "dotted: t from 0 to 1"
            );
    }

    private void Bars(int row, string name, string colour, float[] values)
    {
        int middle = Top + 34 + (row * RowStep);
        Text(NamesLeft, middle + 4, colour, name);
        Line(
            $"<line x1=\"{BarsLeft}\" y1=\"{middle}\" x2=\"{BarsLeft + (16 * BarStep)}\" y2=\"{middle}\" stroke=\"{Quiet}\" stroke-width=\"1\"/>"
        );
        for (int i = 0; i < values.Length; i++)
        {
            float height = Math.Clamp(values[i], -1.1f, 1.1f) * BarUnit;
            if (Math.Abs(height) < 0.05f)
                continue;
            Line(
                $"<rect x=\"{BarsLeft + (i * BarStep) + 4}\" y=\"{Number(Math.Min(middle, middle - height))}\" width=\"{BarWidth}\" height=\"{Number(Math.Abs(height))}\" fill=\"{colour}\"/>"
            );
        }
    }

    private void Arrow((float X, float Y) from, (float X, float Y) to, string colour, double width)
    {
        double x1 = Left + ((from.X + 0.1) * Plane / 1.6),
            y1 = Top + Plane - ((from.Y + 0.1) * Plane / 1.6),
            x2 = Left + ((to.X + 0.1) * Plane / 1.6),
            y2 = Top + Plane - ((to.Y + 0.1) * Plane / 1.6);
        double length = Math.Sqrt(((x2 - x1) * (x2 - x1)) + ((y2 - y1) * (y2 - y1)));
        if (length < 6)
            return;
        (double dx, double dy) = ((x2 - x1) / length, (y2 - y1) / length);
        Line(
            $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2 - (6 * dx))}\" y2=\"{Number(y2 - (6 * dy))}\" stroke=\"{colour}\" stroke-width=\"{Number(width)}\"/>"
        );
        Line(
            $"<polygon points=\"{Number(x2)},{Number(y2)} {Number(x2 - (9 * dx) + (4 * dy))},{Number(y2 - (9 * dy) - (4 * dx))} {Number(x2 - (9 * dx) - (4 * dy))},{Number(y2 - (9 * dy) + (4 * dx))}\" fill=\"{colour}\"/>"
        );
    }

    private void Label((float X, float Y) at, string colour, string label, int dx, int dy) =>
        Line(
            $"<text x=\"{Number(Left + ((at.X + 0.1) * Plane / 1.6) + dx)}\" y=\"{Number(Top + Plane - ((at.Y + 0.1) * Plane / 1.6) + dy)}\" fill=\"{colour}\">{label}</text>"
        );

    private void Text(int x, int y, string colour, string label) => Line($"<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{label}</text>");

    private static string X(float x) => Number(Left + ((x + 0.1) * Plane / 1.6));

    private static string Y(float y) => Number(Top + Plane - ((y + 0.1) * Plane / 1.6));

    private static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    private void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

using System.Globalization;

namespace MergeDsl.Generator.Tests.Random;

/// <summary>Writes random programs that compute the layers of a merge: types of their own, loops, collections, exceptions, generics, closures, iterators. Some throw, which must show in the compiler as it does when they run.</summary>
internal sealed partial class ProgramWriter(int seed)
{
    private readonly System.Random random = new(seed);
    private readonly System.Text.StringBuilder code = new();
    private int names;
    private int depth;

    public static string Write(int seed, string name)
    {
        var writer = new ProgramWriter(seed);
        writer.Body();
        return $"[Merge] public static partial class {name}\n{{\n    public static Passthrough Definition => new() {{ DType = DType.BFloat16, Slices = [((Model)\"org/a\").Layers[0..(1 + Math.Abs(Compute() % 31))]] }};\n    static int Compute()\n    {{\n{writer.code}    }}\n}}\n";
    }

    private void Body()
    {
        Line("int a = " + Number() + ", b = " + Number() + ", c = 1;");
        Line("var list = new List<int> { a, b, 3 };");
        Line("var map = new Dictionary<string, int> { [\"x\"] = a };");
        Line("var bag = new Bag { 1, b };");
        Line("Vec v = a; var parts = new List<Part>();");
        int count = random.Next(4, 12);
        for (int i = 0; i < count; i++)
            Statement();
        Line("return a + b + c + list.Count + list.Sum() % 1000 + map.Count + bag.Count + v.X - v.Y + parts.Sum(part => part.Length);");
    }

    private void Statement()
    {
        string n = Fresh();
        switch (random.Next(depth > 2 ? 18 : 26 + Wider))
        {
            case >= 26:
                WiderStatement(n);
                break;
            case 0:
                Line($"{Variable()} {Pick("+=", "-=", "^=", "|=", "&=")} {Int()};");
                break;
            case 1:
                Line($"list.Add({Int()}); list[{random.Next(3)}] = {Int()};");
                break;
            case 2:
                Line($"map[{Text()}] = {Int()}; {Variable()} = map.GetValueOrDefault({Text()}, {Int()});");
                break;
            case 3:
                Line($"v.Move({Int()} % 9); Vec {n} = v + {Number()}; {n}.X++; if ({n}.CompareTo(v) > 0) v = {n};");
                break;
            case 4:
                Line(
                    $"parts.Add(new Part({Number()}, {Number()}) {{ Tag = {Number()} }}); parts.Add(parts[^1] with {{ To = {Number()} }});"
                );
                break;
            case 5:
                Line(
                    $"Shape {n} = {Int()} % 2 == 0 ? new Square({Number()}) : new Line({Number()}); {Variable()} += {n}.Grow({Number()}) + ((IShape){n}).Twice();"
                );
                break;
            case 6:
                Line($"{Variable()} = new Box<int>({Int()}).Map(x => \"t\" + x).Map(t => t.Length).Value;");
                break;
            case 7:
                Line(
                    $"{Variable()} = list.Where(x => x % {random.Next(2, 5)} != 0).Select((x, i) => x * i % 50).DefaultIfEmpty({Number()}).{Pick("Sum()", "Max()", "Min()", "Count()", "Last()", "Aggregate((x, y) => x - y)")};"
                );
                break;
            case 8:
                Line(
                    $"{Variable()} = list.GroupBy(x => x & 3).OrderBy(g => g.Key).ThenByDescending(g => g.Count()).Select(g => g.Key * g.Count()).{Pick("Sum()", "First()", "Last()")};"
                );
                break;
            case 9:
                Line($"{Variable()} = Helpers.Largest({Pick("list", "new[] { 1, b, a }", "bag")});");
                break;
            case 10:
                Line($"Helpers.Swap(ref a, ref {Pick("b", "c")});");
                break;
            case 11:
                Line(
                    $"{Variable()} = ((object){Pick("a", "v", "\"abc\"", "parts.FirstOrDefault()!", "(1, b)", "new[] { 1, 2, c }")}) switch {{ int x and > 3 => x, Vec {{ X: var x }} => x, string {{ Length: 3 }} => 7, Part(var from, > 2) => from, (int x, int y) => x + y, int[] and [1, .., var last] => last, null => -1, _ => 2 }};"
                );
                break;
            case 12:
                Line(
                    $"Kind {n} = (Kind)Math.Abs({Int()} % 6); {Variable()} += {n}.ToString().Length + ({n} == Kind.High ? 1 : 0) + Enum.GetValues<Kind>().Length;"
                );
                break;
            case 13:
                Line($"int? {n} = {Int()} % 3 == 0 ? null : {Int()}; {Variable()} = {n} + 1 ?? {Number()};");
                break;
            case 14:
                Line($"var (p{n}, q{n}) = ({Int()}, {Int()}); (a, {Pick("b", "c")}) = (q{n} % 100, p{n} % 100);");
                break;
            case 15:
                Line($"{Variable()} = string.Join(\"-\", list.Take(3)).Split('-').Length + $\"{{a:D3}}{{v.X}}{{({Int()})}}\".Length;");
                break;
            case 16:
                Line(
                    $"list.Sort({Pick("", "(x, y) => y.CompareTo(x)", "(x, y) => (x & 7) - (y & 7)")}); {Pick("list.Reverse();", "list.RemoveAll(x => x % 7 == 6); list.AddRange(bag); list.Add(1); list.Add(2);", "")}"
                );
                break;
            case 17:
                Line($"bag[{random.Next(2)}] += {Number()}; {Variable()} += bag.Where(x => x > {Number()}).Count();");
                break;
            case 18:
                Block($"for (int {n} = 0; {n} < {random.Next(1, 6)}; {n}++)", $"if ({n} == {random.Next(5)}) {Pick("continue", "break")};");
                break;
            case 19:
                Block($"foreach (int {n} in Helpers.Steps({Number()}, {random.Next(5, 15)}, {random.Next(1, 4)}))", $"c += {n};");
                break;
            case 20:
                Line($"int {n} = {random.Next(2, 6)};");
                Block($"while ({n}-- > 0)", "");
                break;
            case 21:
                Block(
                    "try",
                    $"{Variable()} = Helpers.Checked({Int()});",
                    after: $"catch (Odd odd) when (odd.Code > {Number()}) {{ {Variable()} += odd.Message.Length; }} catch (Odd) {{ b++; }}{Pick("", " finally { c++; }")}"
                );
                break;
            case 22:
                Line(
                    $"Func<int, int> f{n} = x => x + a; Action g{n} = () => b += 2; g{n}(); {Variable()} = f{n}({Int()} % 50); int L{n}(int k) => k <= 0 ? c : L{n}(k - 1) + 1; {Variable()} += L{n}({random.Next(6)});"
                );
                break;
            case 23:
                Block($"if ({Int()} {Pick("<", ">", "==", "!=")} {Int()})", "", after: $"else {{ {Variable()} = {Int()}; }}");
                break;
            case 24:
                Block(
                    $"switch (Math.Abs({Int()} % 4)) {{ case 0: b++; break; case 1: goto case 0; case var k when k > 2: c -= k; break; default:",
                    "",
                    after: "break; }",
                    isBare: true
                );
                break;
            default:
                Block(
                    "try",
                    $"{Variable()} = {Pick("a / (b % 3)", "checked(int.MaxValue + a)", "list[a % 4]", "map[\"y\"]", "((string?)null)!.Length", "(int)(object)\"s\"")};",
                    after: $"catch (Exception e) {{ {Variable()} += e is ArithmeticException ? 1 : 2; }}"
                );
                break;
        }
    }

    private void Block(string head, string first, string after = "", bool isBare = false)
    {
        Line(head + (isBare ? "" : " {"));
        depth++;
        if (first.Length > 0)
            Line(first);
        for (int i = random.Next(1, 3); i > 0; i--)
            Scoped();
        depth--;
        Line((isBare ? "" : "} ") + after);
    }

    /// <summary>A statement whose names nobody else sees.</summary>
    private void Scoped()
    {
        Line("{");
        Statement();
        Line("}");
    }

    private string Int() =>
        random.Next(9) switch
        {
            0 => $"(a {Pick("+", "-", "*")} {Number()})",
            1 => "b",
            2 => $"(c % {random.Next(2, 9)})",
            3 => $"list[{random.Next(3)}]",
            4 => "v.X",
            5 => $"Math.{Pick("Min", "Max")}(a, {Number()})",
            6 => "parts.Count",
            _ => Number(),
        };

    private string Variable() => Pick("a", "b", "c");

    private string Text() => Pick("\"x\"", "\"y\"", "\"k\" + a % 3");

    private string Number() => random.Next(0, 12).ToString(CultureInfo.InvariantCulture);

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Fresh() => "n" + names++.ToString(CultureInfo.InvariantCulture);

    private void Line(string text) => code.Append("        ").Append(text).Append('\n');
}

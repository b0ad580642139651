namespace MergeDsl.Generator.Tests.Random;

/// <summary>Statements of the constructs that come after a programmer's first year: boxes, events, references, spans, generics within generics, operators, extension members, queries, iterators that clean up.</summary>
internal sealed partial class ProgramWriter
{
    private const int Wider = 30;

    /// <summary>Types that random programs use.</summary>
    public const string Shared = """
        public record Part(int From, int To) { public int Tag { get; init; } = 1; public int Length => To - From; }
        public record Named(string Name, int From, int To) : Part(From, To);
        public struct Vec(int x, int y) : IComparable<Vec> { public int X = x; public int Y = y; public void Move(int by) { X += by; Y -= by; } public readonly int CompareTo(Vec other) => X != other.X ? X.CompareTo(other.X) : Y.CompareTo(other.Y); public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y); public static implicit operator Vec(int n) => new(n, -n); }
        public enum Kind { Low, Middle = 3, High }
        public interface IShape { int Area { get; } int Twice() => 2 * Area; }
        public abstract class Shape : IShape { public abstract int Area { get; } public virtual int Grow(int n) => Area + n; }
        public sealed class Square(int side) : Shape { public override int Area => side * side; public override int Grow(int n) => base.Grow(n) * 2; }
        public sealed class Line(int length) : Shape { private int length = length; public override int Area => length; public int Longer() => ++length; }
        public sealed class Box<T>(T value) { public T Value { get; set; } = value; public Box<U> Map<U>(Func<T, U> f) => new(f(Value)); }
        public sealed class Odd(string message, int code) : Exception(message) { public int Code => code; }
        public sealed class Bag : IEnumerable<int> { private readonly List<int> items = []; public int this[int i] { get => items[i]; set => items[i] = value; } public int Count => items.Count; public void Add(int n) => items.Add(n); public IEnumerator<int> GetEnumerator() { foreach (int item in items) yield return item; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }
        public static class Helpers
        {
            public static T Largest<T>(IEnumerable<T> items) where T : IComparable<T> { T best = items.First(); foreach (T item in items) { if (item.CompareTo(best) > 0) best = item; } return best; }
            public static IEnumerable<int> Steps(int from, int to, int by) { try { for (int i = from; i < to; i += by) yield return i; } finally { from = to; } }
            public static void Swap<T>(ref T a, ref T b) => (a, b) = (b, a);
            public static int Checked(int n) => n % 5 == 4 ? throw new Odd("odd " + n, n) : n;
        }
        public interface ICount { int N { get; } void Up(int by); }
        public struct Count(int n) : ICount { public int N { get; private set; } = n; public void Up(int by) => N += by; }
        public sealed class Meter { private event Func<int, int>? changed; public int Total; public event Func<int, int> Changed { add => changed += value; remove => changed -= value; } public event Action<int>? Said; public int Set(int n) { Total += n; Said?.Invoke(n); return changed?.Invoke(n) ?? -1; } }
        public class Stack2<T> : List<T> { public int Pushes { get; private set; } public void Push(T item) { Pushes++; Add(item); } public T Pop() { T item = this[^1]; RemoveAt(Count - 1); return item; } }
        public sealed class Down : Comparer<int> { public override int Compare(int a, int b) => b.CompareTo(a); }
        public sealed class Limited : System.Collections.ObjectModel.Collection<int> { protected override void InsertItem(int index, int item) => base.InsertItem(index, item % 10); }
        public class Outer<T>(T value) { public sealed record Inner<U>(T First, U Second); public Inner<U> With<U>(U other) => new(value, other); public static int Made; }
        public abstract record Expr { public abstract int Value { get; } public static implicit operator Expr(int n) => new Num(n); public static Expr operator +(Expr a, Expr b) => new Sum(a, b); public static Expr operator *(Expr a, Expr b) => new Product(a, b); }
        public sealed record Num(int N) : Expr { public override int Value => N; }
        public sealed record Sum(Expr A, Expr B) : Expr { public override int Value => unchecked(A.Value + B.Value); }
        public sealed record Product(Expr A, Expr B) : Expr { public override int Value => unchecked(A.Value * B.Value); }
        public readonly record struct Point(int X, int Y) : IComparable<Point> { public int CompareTo(Point o) => (X, Y).CompareTo((o.X, o.Y)); public static Point operator checked ++(Point p) => new(checked(p.X + 1), p.Y); public static Point operator ++(Point p) => new(p.X + 1, p.Y); }
        [Flags] public enum Parts : byte { None = 0, Mlp = 1, Attn = 2, Norm = 4, Both = 3 }
        public sealed class Scope(List<int> log, int n) : IDisposable { public void Dispose() => log.Add(n); }
        public static class Wide
        {
            extension(int n) { public int Half => n / 2; public static int Least => -5; }
            extension<T>(IEnumerable<T> items) { public T Middle => items.ElementAt(items.Count() / 2); }
            public static ref int Largest(Span<int> xs) { ref int best = ref xs[0]; foreach (ref int x in xs) { if (x > best) best = ref x; } return ref best; }
            public static T Add<T>(T a, T b) where T : System.Numerics.INumber<T> => a + b * T.One;
            public static void Raise<T>(ref T x, int by) where T : ICount { x.Up(by); x.Up(1); }
            public static int Total(params ReadOnlySpan<int> xs) { int sum = 0; foreach (int x in xs) sum = unchecked(sum + x); return sum; }
            public static IEnumerable<(int I, T Item)> Numbered<T>(this IEnumerable<T> xs) { int i = 0; foreach (T x in xs) yield return (i++, x); }
            public static int Steps(int n, List<int> log) { try { if (n % 3 == 0) throw new Odd("three", n); if (n % 3 == 1) return n; log.Add(1); } catch (Odd e) when (e.Code > 6) { log.Add(2); } finally { log.Add(3); } return -n; }
        }
        """;

    private void WiderStatement(string n)
    {
        switch (random.Next(Wider))
        {
            case 0:
                Line(
                    $$"""ICount {{n}} = new Count({{Number()}}); ICount s{{n}} = {{n}}; {{n}}.Up({{Int()}} % 5); object o{{n}} = {{n}}; Count c{{n}} = (Count)o{{n}}; c{{n}}.Up(2); {{Variable()}} = s{{n}}.N * 10 + c{{n}}.N;"""
                );
                break;
            case 1:
                Line(
                    $$"""Count {{n}} = new({{Number()}}); Wide.Raise(ref {{n}}, {{Int()}} % 4); Count d{{n}} = {{n}}; d{{n}}.Up(1); {{Variable()}} = {{n}}.N + d{{n}}.N;"""
                );
                break;
            case 2:
                Line(
                    $$"""var {{n}} = new Meter(); Func<int, int> f{{n}} = x => x + a; {{n}}.Changed += f{{n}}; {{n}}.Changed += x => x * 2; {{n}}.Said += x => b += x % 3; {{n}}.Changed -= {{Pick("f" + n, "x => x")}}; {{Variable()}} = {{n}}.Set({{Int()}} % 100) + {{n}}.Total;"""
                );
                break;
            case 3:
                Line(
                    $$"""var {{n}} = new Stack2<int> { 1, {{Number()}} }; {{n}}.Push({{Int()}}); {{n}}.Push(b); {{n}}.Sort({{Pick("", "new Down()", "(x, y) => x - y")}}); {{Variable()}} = {{n}}.Pop() + {{n}}.Pushes + {{n}}.Count + ((IEnumerable<int>){{n}}).First();"""
                );
                break;
            case 4:
                Line(
                    $$"""var {{n}} = new Limited { {{Number()}}, 1 }; {{n}}.Add(Math.Abs({{Int()}} % 50)); {{n}}[0] = {{Number()}}; {{Variable()}} = {{n}}.Sum() + {{n}}.IndexOf(1);"""
                );
                break;
            case 5:
                Line(
                    $$"""var {{n}} = new Outer<int>({{Int()}}).With("t" + b % 10); {{Variable()}} = {{n}}.First + {{n}}.Second.Length + ({{n}} == new Outer<int>.Inner<string>(a, "t1") ? 1 : 0);"""
                );
                break;
            case 6:
                Line(
                    $$"""Expr {{n}} = (Expr)({{Int()}} % 20) + {{Number()}} * (Expr)(b % 5); {{Variable()}} = {{n}}.Value + ({{n}} is Sum { A: Num { N: > 3 } } ? 1 : 2) + ({{n}} == ((Expr)3 + 4) ? 5 : 6);"""
                );
                break;
            case 7:
                Line(
                    $$"""Span<int> {{n}} = [{{Int()}}, b, {{Number()}}]; Wide.Largest({{n}}) = {{Number()}}; {{n}}[^1] += 2; {{Variable()}} = {{n}}[0] + {{n}}[1..].Length + Wide.Total({{n}});"""
                );
                break;
            case 8:
                Line(
                    $$"""int[] {{n}} = [{{Int()}}, {{Number()}}, c]; ref int r{{n}} = ref {{n}}[Math.Abs(b % 3)]; r{{n}} += 3; foreach (ref int x in {{n}}.AsSpan()) x ^= 1; {{Variable()}} = {{n}}.Sum() + r{{n}};"""
                );
                break;
            case 9:
                Line(
                    $$"""{{Variable()}} = Wide.Add({{Int()}}, {{Number()}}) + (int)Wide.Add(0.5, b % 7) + Wide.Add((byte)3, (byte)(b & 7)) + (int)Wide.Add(2L, c);"""
                );
                break;
            case 10:
                Line($$"""{{Variable()}} = ({{Int()}}).Half + int.Least + list.Middle + list.Numbered().Sum(p => p.I * p.Item % 9);""");
                break;
            case 11:
                Line(
                    $$"""var {{n}} = new List<int>(); try { {{Variable()}} = Wide.Steps(Math.Abs({{Int()}} % 12), {{n}}); } catch (Odd odd) { c += odd.Code; } {{Variable()}} += {{n}}.Aggregate(0, (x, y) => x * 3 + y);"""
                );
                break;
            case 12:
                Line(
                    $$"""var {{n}} = new List<int>(); { using var s{{n}} = new Scope({{n}}, 1); using (new Scope({{n}}, 2)) {{n}}.Add({{Number()}}); } {{Variable()}} += {{n}}.Aggregate(0, (x, y) => unchecked(x * 7 + y));"""
                );
                break;
            case 13:
                Line(
                    $$"""Parts {{n}} = (Parts)Math.Abs({{Int()}} % 9); {{n}} |= Parts.Norm; {{n}} &= ~Parts.Mlp; {{Variable()}} = {{n}}.ToString().Length + (int){{n}} + ({{n}}.HasFlag(Parts.Attn) ? 1 : 0) + (Enum.TryParse("Both", out Parts p{{n}}) ? (int)p{{n}} : 9);"""
                );
                break;
            case 14:
                Line(
                    $$"""var {{n}} = new Point({{Int()}} % 9, b % 9); {{n}}++; var d{{n}} = {{n}} with { Y = {{Number()}} }; {{Variable()}} = {{n}}.X + d{{n}}.Y + {{n}}.CompareTo(d{{n}}) + (new[] { {{n}}, d{{n}} }.Max() == {{n}} ? 1 : 2);"""
                );
                break;
            case 15:
                Line(
                    $$"""var {{n}} = new System.Text.StringBuilder(); for (int i = 0; i < 3; i++) {{n}}.Append((char)('a' + i)).Append({{Int()}} % 10).Insert(0, '-'); {{n}}.Replace("-", "+").Length -= 1; {{Variable()}} = {{n}}.ToString().IndexOf('b') + {{n}}[1] + {{n}}.Length;"""
                );
                break;
            case 16:
                Line(
                    $$"""var {{n}} = from x in list.Take(4) from y in bag.Take(2) where (x + y) % 2 == 0 group x - y by y & 1 into g orderby g.Key descending select (g.Key, Sum: g.Sum()); foreach (var (k, s) in {{n}}) {{Variable()}} += k + s % 50;"""
                );
                break;
            case 17:
                Line(
                    $$"""{{Variable()}} = list.Zip(bag, (x, y) => x - y).Concat(list.Skip(1).Take(2)).Distinct().Order().{{Pick("Sum()", "Count()", "FirstOrDefault()", "LastOrDefault(3)")}} + list.Chunk(2).Count();"""
                );
                break;
            case 18:
                Line(
                    $$"""int {{n}} = {{Int()}}; long l{{n}} = {{n}} * 3L; uint u{{n}} = unchecked((uint){{n}}); short s{{n}} = unchecked((short)({{n}} * 1000)); byte y{{n}} = unchecked((byte){{n}}); {{Variable()}} = (int)(l{{n}} % 100) + (int)(u{{n}} >> 28) + s{{n}} % 100 + y{{n}} + ({{n}} >>> 30) + (~{{n}} & 15);"""
                );
                break;
            case 19:
                Line(
                    $$"""decimal {{n}} = {{Int()}} / 4m; double d{{n}} = {{Int()}} / 8.0; {{Variable()}} = (int)decimal.Round({{n}} % 100m, 1) + (int)Math.Round(d{{n}} % 100) + (int)Math.Floor(d{{n}} % 10) + Math.Sign(d{{n}});"""
                );
                break;
            case 20:
                Line(
                    $$"""var {{n}} = new Dictionary<Part, int> { [new(1, 2)] = {{Number()}} }; {{n}}[new Part(1, 2)] += 3; {{n}}.TryAdd(new Named("x", 1, 2), 4); foreach (var (k, w) in {{n}}) {{Variable()}} += k.Length * w + (k is Named { Name: "x" } ? 1 : 0);"""
                );
                break;
            case 21:
                Line(
                    $$"""string {{n}} = "layer." + Math.Abs({{Int()}} % 40) + ".mlp"; {{Variable()}} = {{n}}[^3..].Length + {{n}}.Split('.')[1].Length + ({{n}} is ['l', .., 'p'] ? 1 : 0) + {{n}}.IndexOf("mlp", StringComparison.Ordinal) + (int.TryParse({{n}}.AsSpan(6, 1), out int d{{n}}) ? d{{n}} : 0);"""
                );
                break;
            case 22:
                Line(
                    $$"""for (int i{{n}} = 0; i{{n}} < 3; i{{n}}++) { for (int j{{n}} = 0; j{{n}} < 3; j{{n}}++) { if (i{{n}} * j{{n}} == Math.Abs({{Int()}} % 5)) goto out{{n}}; c++; } } out{{n}}: b++;"""
                );
                break;
            case 23:
                Line(
                    $$"""var {{n}} = new Queue<int>(list.Take(3)); var t{{n}} = new Stack<int>(bag); {{n}}.Enqueue(t{{n}}.Peek()); var q{{n}} = new PriorityQueue<int, int>(); foreach (int x in {{n}}) q{{n}}.Enqueue(x, x % 3); {{Variable()}} = q{{n}}.Dequeue() + {{n}}.Count + t{{n}}.Pop();"""
                );
                break;
            case 24:
                Line(
                    $$"""var {{n}} = new { X = {{Int()}}, Y = b }; var d{{n}} = {{n}} with { Y = {{Number()}} }; {{Variable()}} = d{{n}}.X + d{{n}}.Y + ({{n}}.Equals(d{{n}}) ? 1 : 0) + ({{n}} is { X: > 3, Y: var y{{n}} } ? y{{n}} : 2);"""
                );
                break;
            case 25:
                Line(
                    $$"""Vec? {{n}} = {{Int()}} % 2 == 0 ? v : null; bool? t{{n}} = {{n}} is null ? null : a > 2; {{Variable()}} = ({{n}}?.X ?? 3) + ({{n}} + 2)?.Y.CompareTo(1) ?? 7; if (t{{n}} is true || (t{{n}} & false) == false) c++;"""
                );
                break;
            case 26:
                Line(
                    $$"""object {{n}} = list; {{Variable()}} = {{n}} switch { List<int> { Count: > 4 } l => l[^2], IEnumerable<int> xs => xs.Count(), _ => 0 }; List<Part> p{{n}} = [.. parts.Take(2)]; object q{{n}} = p{{n}}; {{Variable()}} += q{{n}} is List<Part> and [.., { From: var f{{n}} }] ? f{{n}} : q{{n}} is List<Named> ? 1 : 2;"""
                );
                break;
            case 27:
                Line(
                    $$"""static int F{{n}}(int n, ref int depth) => n <= 0 ? ++depth : F{{n}}(n - 1, ref depth) + n % 2; int d{{n}} = 0; {{Variable()}} = F{{n}}(Math.Abs({{Int()}} % 8), ref d{{n}}) + d{{n}};"""
                );
                break;
            case 28:
                Line(
                    $$"""IEnumerable<int> G{{n}}() { try { for (int i = 0; ; i++) { if (i > 4) yield break; yield return i * {{Number()}}; } } finally { b += 3; } } {{Variable()}} = G{{n}}().Take({{random.Next(7)}}).Sum() + G{{n}}().First();"""
                );
                break;
            default:
                Line(
                    $$"""(int X, (string S, int[] Y) Z) {{n}} = ({{Int()}}, ("z" + b % 3, [1, c])); {{n}}.Z.Y[0]++; {{n}}.X += {{n}}.Z.S.Length; var (x{{n}}, (s{{n}}, _)) = {{n}}; {{Variable()}} = x{{n}} + s{{n}}.Length + {{n}}.Z.Y[0] + ({{n}}.Z.S == s{{n}} ? 1 : 0);"""
                );
                break;
        }
    }
}

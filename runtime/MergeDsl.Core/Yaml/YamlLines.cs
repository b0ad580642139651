using System.Text;

namespace MergeDsl.Yaml;

/// <summary>Lines of YAML in blocks.</summary>
internal sealed class YamlLines
{
    private readonly StringBuilder builder = new();
    private int indentation;
    private bool isAfterDash;

    /// <summary>A key with a value on its line.</summary>
    public void Value(string key, string value) => Line(key + ": " + value);

    /// <summary>A key with a text, in several lines where it has them.</summary>
    public void Text(string key, string text)
    {
        if (YamlQuoting.Block(text, out string header) is not { } lines)
        {
            Value(key, YamlQuoting.Text(text));
            return;
        }
        using (Block(key, " " + header))
        {
            foreach (string line in lines)
                Line(line);
        }
    }

    /// <summary>A key with a block below it.</summary>
    public IDisposable Block(string key, string header = "")
    {
        Line(key + ":" + header);
        indentation += 2;
        return new End(this);
    }

    /// <summary>An entry of a list: its first line begins with the dash.</summary>
    public IDisposable Item()
    {
        builder.Append(' ', indentation).Append("- ");
        isAfterDash = true;
        indentation += 2;
        return new End(this);
    }

    public override string ToString() => builder.ToString();

    private void Line(string text)
    {
        if (!isAfterDash && text.Length > 0)
            builder.Append(' ', indentation);
        isAfterDash = false;
        builder.Append(text).Append('\n');
    }

    private sealed class End(YamlLines lines) : IDisposable
    {
        public void Dispose() => lines.indentation -= 2;
    }
}

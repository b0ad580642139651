using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace VerifyXunit;

/// <summary>A comparison that can still be given settings and runs when it is awaited.</summary>
public sealed class SettingsTask
{
    private static readonly char[] NotInNames = ['"', '<', '>', '|', '\0', ':', '*', '?', '\\', '/', '\n', '\r', '\t'];
    private readonly Action<string> compare;
    private readonly Assembly assembly;
    private readonly string sourceFile;
    private readonly string method;
    private string suffix = "";
    private Task? task;

    internal SettingsTask(Action<string> compare, Assembly assembly, string sourceFile, string method) =>
        (this.compare, this.assembly, this.sourceFile, this.method) = (compare, assembly, sourceFile, method);

    /// <summary>The arguments of a data-driven test: they become part of the snapshot's name.</summary>
    public SettingsTask UseParameters(params object?[] parameters)
    {
        string[] names = ParameterNames(parameters.Length);
        var builder = new StringBuilder();
        for (int i = 0; i < parameters.Length; i++)
        {
            string value = Convert.ToString(parameters[i], CultureInfo.InvariantCulture) ?? "null";
            builder.Append('_').Append(names[i]).Append('=');
            foreach (char c in value)
                builder.Append(NotInNames.Contains(c) ? '-' : c);
        }
        suffix = builder.ToString();
        return this;
    }

    /// <summary>A text in place of the arguments.</summary>
    public SettingsTask UseTextForParameters(string text)
    {
        suffix = "_" + text;
        return this;
    }

    /// <summary>Runs the comparison.</summary>
    public Task ToTask() => task ??= Run();

    /// <summary>Runs the comparison.</summary>
    public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

    /// <summary>Runs the comparison.</summary>
    public static implicit operator Task(SettingsTask settings) => settings.ToTask();

    private Task Run()
    {
        try
        {
            compare(suffix);
            return Task.CompletedTask;
        }
        catch (VerifyException difference)
        {
            return Task.FromException(difference);
        }
    }

    private string[] ParameterNames(int count)
    {
        string type = Path.GetFileNameWithoutExtension(sourceFile);
        MethodInfo? test = assembly
            .GetTypes()
            .Where(candidate => candidate.Name == type)
            .SelectMany(candidate =>
                candidate.GetMethods(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
                )
            )
            .FirstOrDefault(candidate => candidate.Name == method && candidate.GetParameters().Length >= count);
        return test?.GetParameters().Take(count).Select(parameter => parameter.Name!).ToArray()
            ?? throw new InvalidOperationException($"{type}.{method} has no {count} parameters: a test's file is named as its class");
    }
}

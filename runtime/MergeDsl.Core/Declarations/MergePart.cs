using MergeDsl.Collections;

namespace MergeDsl;

/// <summary>A part of a declaration that has settings: a merge, an input, a slice, a source or a module. Its parameters are properties that generated code writes.</summary>
public abstract record MergePart
{
    /// <summary>The settings, sorted by the names of their parameters.</summary>
    internal EquatableArray<NamedSetting> Settings { get; private protected set; }

    /// <summary>Returns the setting of a parameter, or null where nothing is set.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="parameter">The parameter's name in YAML.</param>
    protected Setting<T>? GetSetting<T>(string parameter) => (Setting<T>?)Find(parameter);

    /// <summary>Sets a parameter.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="parameter">The parameter's name in YAML.</param>
    /// <param name="setting">The setting; null for none.</param>
    protected void SetSetting<T>(string parameter, Setting<T>? setting) => Set(parameter, setting);

    internal ISetting? Find(string parameter) => Settings.FirstOrDefault(setting => setting.Name == parameter).Setting;

    internal void Set(string parameter, ISetting? setting) =>
        Settings = Settings
            .Where(other => other.Name != parameter)
            .Concat(setting is null ? [] : [new NamedSetting(parameter, setting)])
            .OrderBy(other => other.Name, StringComparer.Ordinal)
            .ToEquatableArray();
}

/// <summary>A setting under mergekit's name of its parameter.</summary>
internal readonly record struct NamedSetting(string Name, ISetting Setting);

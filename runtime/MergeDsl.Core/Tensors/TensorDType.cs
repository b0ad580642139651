using MergeDsl.Collections;

namespace MergeDsl.Tensors;

/// <summary>The dtypes of the safetensors format, in the order in which its writers sort them (descending).</summary>
public enum TensorDType
{
#pragma warning disable CS1591 // the names are those of the format
    Bool,
    F4,
    F6_E2M3,
    F6_E3M2,
    U8,
    I8,
    F8_E5M2,
    F8_E4M3,
    F8_E8M0,
    F8_E4M3FNUZ,
    F8_E5M2FNUZ,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
#pragma warning restore CS1591
}

/// <summary>The table of all dtypes: a row for each <see cref="TensorDType"/>, in its order.</summary>
public static class TensorDTypes
{
    private static readonly Row[] Rows =
    [
        new("BOOL", 8),
        new("F4", 4) { IsNarrowFloat = true },
        new("F6_E2M3", 6) { IsNarrowFloat = true },
        new("F6_E3M2", 6) { IsNarrowFloat = true },
        new("U8", 8),
        new("I8", 8),
        new("F8_E5M2", 8) { IsNarrowFloat = true },
        new("F8_E4M3", 8) { IsNarrowFloat = true },
        new("F8_E8M0", 8) { IsNarrowFloat = true },
        new("F8_E4M3FNUZ", 8) { IsNarrowFloat = true },
        new("F8_E5M2FNUZ", 8) { IsNarrowFloat = true },
        new("I16", 16),
        new("U16", 16),
        new("F16", 16)
        {
            IsFloatingPoint = true,
            Merge = new(DType.Float16, "float16", 65504) { Aliases = ["fp16", "f16", "half"] },
        },
        new("BF16", 16)
        {
            IsFloatingPoint = true,
            Merge = new(DType.BFloat16, "bfloat16", 3.3895313892515355e38) { Aliases = ["bf16"] },
        },
        new("I32", 32),
        new("U32", 32),
        new("F32", 32)
        {
            IsFloatingPoint = true,
            Merge = new(DType.Float32, "float32", float.MaxValue) { Aliases = ["fp32", "f32", "float", "single", "full"] },
        },
        new("C64", 64),
        new("F64", 64) { IsFloatingPoint = true },
        new("I64", 64),
        new("U64", 64),
    ];

    /// <summary>The dtypes that a merge can have, in the order of <see cref="DType"/>.</summary>
    internal static IReadOnlyList<MergeDType> OfMerges { get; } =
    [.. Rows.Select(row => row.Merge).OfType<MergeDType>().OrderBy(dtype => dtype.DType)];

    /// <summary>The name in a safetensors header, such as <c>BF16</c>.</summary>
    public static string Name(this TensorDType dtype) => Of(dtype).Name;

    /// <summary>The dtype of a name in a safetensors header.</summary>
    public static bool TryParse(string name, out TensorDType dtype)
    {
        int index = Array.FindIndex(Rows, row => row.Name == name);
        dtype = (TensorDType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The size of one element in bits.</summary>
    public static int Bits(this TensorDType dtype) => Of(dtype).Bits;

    /// <summary>Indicates whether merges compute with it: bf16, fp16 and fp32.</summary>
    public static bool HasArithmetic(this TensorDType dtype) => Of(dtype).Merge is not null;

    /// <summary>Indicates whether it is a floating point type of full width, which <c>dtype</c> casts; integers and booleans are buffers that are copied.</summary>
    public static bool IsFloatingPoint(this TensorDType dtype) => Of(dtype).IsFloatingPoint;

    /// <summary>Indicates whether it is a floating point type of 8 bits or fewer, which only quantised checkpoints have.</summary>
    internal static bool IsNarrowFloat(this TensorDType dtype) => Of(dtype).IsNarrowFloat;

    /// <summary>The dtype in which two inputs meet: their own where they agree, else float32, or float64 where one is.</summary>
    internal static TensorDType Promote(TensorDType left, TensorDType right) =>
        left == right ? left
        : left == TensorDType.F64 || right == TensorDType.F64 ? TensorDType.F64
        : TensorDType.F32;

    /// <summary>The dtype of a merge that writes a dtype; unspecified where none does.</summary>
    internal static DType ToDType(this TensorDType dtype) => Of(dtype).Merge?.DType ?? DType.Unspecified;

    /// <summary>The dtype of tensors written for a <c>dtype</c> of a merge.</summary>
    public static TensorDType ToTensorDType(this DType dtype) =>
        Array.FindIndex(Rows, row => row.Merge?.DType == dtype) is >= 0 and var index
            ? (TensorDType)index
            : throw new ArgumentOutOfRangeException(nameof(dtype));

    /// <summary>The name in YAML and config.json, such as <c>bfloat16</c>.</summary>
    public static string YamlName(this DType dtype) => Of(dtype).Name;

    /// <summary>The largest finite number of a dtype.</summary>
    internal static double Largest(this DType dtype) => Of(dtype).Largest;

    /// <summary>The dtype of a name in YAML, or null.</summary>
    internal static DType? Parse(string name) => OfMerges.FirstOrDefault(dtype => dtype.Name == name)?.DType;

    /// <summary>The dtype that other libraries call otherwise, or null.</summary>
    internal static DType? ByAlias(string name) => OfMerges.FirstOrDefault(dtype => dtype.Aliases.Contains(name.ToLowerInvariant()))?.DType;

    /// <summary>The names in YAML as a list in words: <c>bfloat16, float16 or float32</c>.</summary>
    internal static string List(string conjunction, Func<MergeDType, string>? nameOf = null)
    {
        string[] names = [.. OfMerges.Select(dtype => nameOf?.Invoke(dtype) ?? dtype.Name)];
        return string.Join(", ", names.Take(names.Length - 1)) + $" {conjunction} " + names[names.Length - 1];
    }

    private static Row Of(TensorDType dtype) => Rows[(int)dtype];

    private static MergeDType Of(DType dtype) =>
        OfMerges.FirstOrDefault(known => known.DType == dtype) ?? throw new ArgumentOutOfRangeException(nameof(dtype));

    private sealed record Row(string Name, int Bits)
    {
        public bool IsFloatingPoint { get; init; }

        public bool IsNarrowFloat { get; init; }

        public MergeDType? Merge { get; init; }
    }
}

/// <summary>A dtype that a merge can have.</summary>
/// <param name="DType">The dtype.</param>
/// <param name="Name">Its name in YAML and config.json.</param>
/// <param name="Largest">Its largest finite number.</param>
internal sealed record MergeDType(DType DType, string Name, double Largest)
{
    /// <summary>Its names elsewhere, in lower case.</summary>
    public EquatableArray<string> Aliases { get; init; }
}

namespace MergeDsl;

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

/// <summary>What is known of each <see cref="TensorDType"/>.</summary>
public static class TensorDTypes
{
    private static readonly string[] Names =
    [
        "BOOL",
        "F4",
        "F6_E2M3",
        "F6_E3M2",
        "U8",
        "I8",
        "F8_E5M2",
        "F8_E4M3",
        "F8_E8M0",
        "F8_E4M3FNUZ",
        "F8_E5M2FNUZ",
        "I16",
        "U16",
        "F16",
        "BF16",
        "I32",
        "U32",
        "F32",
        "C64",
        "F64",
        "I64",
        "U64",
    ];

    /// <summary>The name in a safetensors header, such as <c>BF16</c>.</summary>
    public static string Name(this TensorDType dtype) => Names[(int)dtype];

    /// <summary>The dtype of a name in a safetensors header.</summary>
    public static bool TryParse(string name, out TensorDType dtype)
    {
        int index = Array.IndexOf(Names, name);
        dtype = (TensorDType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The size of one element in bits.</summary>
    public static int Bits(this TensorDType dtype) =>
        dtype switch
        {
            TensorDType.F4 => 4,
            TensorDType.F6_E2M3 or TensorDType.F6_E3M2 => 6,
            TensorDType.Bool
            or TensorDType.U8
            or TensorDType.I8
            or TensorDType.F8_E5M2
            or TensorDType.F8_E4M3
            or TensorDType.F8_E8M0
            or TensorDType.F8_E4M3FNUZ
            or TensorDType.F8_E5M2FNUZ => 8,
            TensorDType.I16 or TensorDType.U16 or TensorDType.F16 or TensorDType.BF16 => 16,
            TensorDType.I32 or TensorDType.U32 or TensorDType.F32 => 32,
            _ => 64,
        };

    /// <summary>Whether merges compute with it: bf16, fp16 and fp32.</summary>
    public static bool HasArithmetic(this TensorDType dtype) => dtype is TensorDType.BF16 or TensorDType.F16 or TensorDType.F32;

    /// <summary>Whether it is a floating point type of full width, which <c>dtype</c> casts; integers and booleans are buffers that are copied.</summary>
    public static bool IsFloatingPoint(this TensorDType dtype) => dtype.HasArithmetic() || dtype is TensorDType.F64;

    /// <summary>The dtype of tensors written for a <c>dtype</c> of a merge.</summary>
    public static TensorDType ToTensorDType(this DType dtype) =>
        dtype switch
        {
            DType.BFloat16 => TensorDType.BF16,
            DType.Float16 => TensorDType.F16,
            DType.Float32 => TensorDType.F32,
            _ => throw new ArgumentOutOfRangeException(nameof(dtype)),
        };

    /// <summary>The name in YAML and config.json, such as <c>bfloat16</c>.</summary>
    public static string YamlName(this DType dtype) =>
        dtype switch
        {
            DType.BFloat16 => "bfloat16",
            DType.Float16 => "float16",
            DType.Float32 => "float32",
            _ => throw new ArgumentOutOfRangeException(nameof(dtype)),
        };
}

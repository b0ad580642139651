using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MergeDsl.Collections;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>The hash that identifies the shape of a checkpoint: names, dtypes and shapes, in whatever files they lie.</summary>
internal static class HeaderHash
{
    /// <summary>SHA-256, in hexadecimal, over one line <c>name dtype [shape]</c> for every tensor, sorted by name.</summary>
    public static string Of(IEnumerable<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors)
    {
        var text = new StringBuilder();
        foreach (
            (string name, TensorDType dtype, EquatableArray<long> shape) in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
        )
        {
            text.Append(name).Append(' ').Append(dtype.Name()).Append(" [");
            for (int i = 0; i < shape.Count; i++)
            {
                if (i > 0)
                    text.Append(',');
                text.Append(shape[i].ToString(CultureInfo.InvariantCulture));
            }
            text.Append("]\n");
        }
        using SHA256 sha = SHA256.Create();
        var hexadecimal = new StringBuilder(64);
        foreach (byte value in sha.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())))
            hexadecimal.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return hexadecimal.ToString();
    }
}

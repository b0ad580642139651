using System.Runtime.InteropServices;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Checkpoints;

public class CheckpointWeightsTests
{
    [Fact]
    public void Elements_are_widened_exactly()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint
            .Mistral(layers: 1)
            .Tensor("bf16", TensorDType.BF16, [4], Bytes<ushort>(0x3F80, 0x8000, 0xFF80, 0x0001))
            .Tensor("fp16", TensorDType.F16, [2, 2], Bytes<ushort>(0x3C00, 0x8000, 0xFC00, 0x0001))
            .Tensor("fp32", TensorDType.F32, [1], Bytes(0.1f))
            .Tensor("scalar", TensorDType.F32, [], Bytes(-2f))
            .Tensor("ids", TensorDType.I64, [1], Bytes(7L))
            .Shards(2)
            .Write(directory);
        CheckpointWeights weights = CheckpointWeights.Open(directory);

        Assert.Equal([1, -0.0f, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x10000)], weights.ReadFloat32("bf16"));
        Assert.Equal([1, -0.0f, float.NegativeInfinity, MathF.ScaleB(1, -24)], weights.ReadFloat32("fp16"));
        Assert.True(float.IsNegative(weights.ReadFloat32("bf16")[1]) && float.IsNegative(weights.ReadFloat32("fp16")[1]));
        Assert.Equal([0.1f], weights.ReadFloat32("fp32"));
        Assert.Equal([-2f], weights.ReadFloat32("scalar"));
        Assert.Equal([2, 2], weights.ShapeOf("fp16"));
        Assert.Throws<NotSupportedException>(() => weights.ReadFloat32("ids"));
        Assert.Throws<KeyNotFoundException>(() => weights.ReadFloat32("missing"));
    }

    [Fact]
    public void What_is_no_checkpoint_is_told_with_everything_that_was_found()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal("MDSL0502", Assert.Single(Assert.Throws<MergeException>(() => CheckpointWeights.Open(directory)).Diagnostics).Id);
    }

    private static byte[] Bytes<T>(params T[] elements)
        where T : unmanaged => MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();
}

using System.Runtime.Intrinsics.X86;
using MergeDsl.Tool;

namespace MergeDsl.Native;

/// <summary>The image of the tool for processors of the level x86-64-v3. The first image, which runs on all processors, gives way to it.</summary>
internal static class FasterImage
{
    /// <summary>The variables by which .NET leaves instructions unused: a native tool does the same.</summary>
    private static readonly string[] Variables = ["DOTNET_EnableHWIntrinsic", "DOTNET_EnableAVX", "DOTNET_EnableAVX2"];

    /// <summary>Starts the image.</summary>
    /// <param name="args">The words behind the name of the program.</param>
    /// <returns>Its exit code, where it was another process; null where there is no such image, or not for this processor.</returns>
    public static int? TryStart(string[] args)
    {
        if (!IsForThisProcessor() || Variables.Any(variable => Environment.GetEnvironmentVariable(variable) is "0"))
            return null;
        string file = OperatingSystem.IsWindows() ? "mergedsl.exe" : "mergedsl";
        try
        {
            return Installation.Find($"x86-64-v3/{file}") is { } image ? OtherProgram.Become(image, args) : null;
        }
        catch (IOException)
        {
            // A file that cannot be started: this image does the same, slower.
            return null;
        }
    }

    /// <summary>Indicates whether the processor has the level, and the system saves its registers. The properties of .NET's own classes are constants in an image, so the processor is asked.</summary>
    private static bool IsForThisProcessor()
    {
        const int Fma = 1 << 12,
            Movbe = 1 << 22,
            SavedState = 1 << 27,
            Avx = 1 << 28,
            HalfFloats = 1 << 29;
        const int Bmi1 = 1 << 3,
            Avx2 = 1 << 5,
            Bmi2 = 1 << 8;
        const int LeadingZeros = 1 << 5;
        const int Extended = unchecked((int)0x8000_0000);
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7 || (uint)X86Base.CpuId(Extended, 0).Eax < 0x8000_0001u)
            return false;
        return HasAll(X86Base.CpuId(1, 0).Ecx, Fma | Movbe | SavedState | Avx | HalfFloats)
            && HasAll(X86Base.CpuId(7, 0).Ebx, Bmi1 | Avx2 | Bmi2)
            && HasAll(X86Base.CpuId(Extended + 1, 0).Ecx, LeadingZeros);
    }

    private static bool HasAll(int features, int wanted) => (features & wanted) == wanted;
}

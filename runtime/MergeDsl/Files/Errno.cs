using System.Runtime.InteropServices;

namespace MergeDsl.Files;

/// <summary>The error numbers of Linux that the engine tells apart. Other systems' errors are translated to them.</summary>
internal static class Errno
{
    public const int NotPermitted = 1,
        NoEntry = 2,
        Interrupted = 4,
        Io = 5,
        WouldBlock = 11,
        NoAccess = 13,
        Busy = 16,
        Exists = 17,
        CrossDevice = 18,
        NotADirectory = 20,
        IsADirectory = 21,
        InvalidArgument = 22,
        TooManyOpenFiles = 24,
        FileTooLarge = 27,
        NoSpace = 28,
        ReadOnly = 30,
        NameTooLong = 36,
        NoLocks = 37,
        NotImplemented = 38,
        NotEmpty = 39,
        NotSupported = 95,
        Quota = 122;

    /// <summary>Indicates whether an exception says that a disk or quota is full.</summary>
    public static bool IsNoSpace(Exception failure) => Of(failure) is NoSpace or Quota;

    /// <summary>The number behind an exception; <see cref="Io"/> where it has none.</summary>
    public static int Of(Exception failure) =>
        failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => NoEntry,
            PathTooLongException => NameTooLong,
            UnauthorizedAccessException => NoAccess,
            IOException { HResult: > 0 and < 4096 } => OfSystem(failure.HResult),
            _ => unchecked((uint)failure.HResult) switch
            {
                0x80070027 or 0x80070070 => NoSpace,
                0x80070020 or 0x80070021 => WouldBlock,
                0x80070050 or 0x800700B7 => Exists,
                0x80070091 => NotEmpty,
                0x80070011 => CrossDevice,
                0x800700DF => FileTooLarge,
                _ => Io,
            },
        };

    /// <summary>Translates a number of this system.</summary>
    public static int OfSystem(int error) =>
        !OperatingSystem.IsMacOS()
            ? error
            : error switch
            {
                35 => WouldBlock,
                45 => NotSupported,
                63 => NameTooLong,
                66 => NotEmpty,
                69 => Quota,
                77 => NoLocks,
                78 => NotImplemented,
                _ => error,
            };

    /// <summary>The exception that .NET throws for a number.</summary>
    public static Exception ToException(int error, string path) =>
        error switch
        {
            NoEntry or NotADirectory => new FileNotFoundException("it is not there", path),
            NotPermitted or NoAccess or ReadOnly => new UnauthorizedAccessException(Marshal.GetPInvokeErrorMessage(error)),
            NameTooLong => new PathTooLongException("the name is too long"),
            _ => new IOException(Marshal.GetPInvokeErrorMessage(error), error),
        };
}

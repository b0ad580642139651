using MergeDsl.Tool;
#if FIRST_IMAGE
using MergeDsl.Native;
#endif

#if FIRST_IMAGE
if (FasterImage.TryStart(args) is { } exitCode)
    return exitCode;
#endif
return await ToolCommandLine.RunAsync(args);

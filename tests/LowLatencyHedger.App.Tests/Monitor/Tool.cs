using System.ComponentModel;
using System.Diagnostics;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>Programs of the system that some tests need.</summary>
internal static class Tool
{
    /// <summary>Null when there is no such program.</summary>
    public static (int ExitCode, string Output)? Run(string program, string arguments, string input = "")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using LowLatencyHedger.App.Demo;

namespace LowLatencyHedger.App.Tests;

/// <summary>Runs the built program as a user would.</summary>
internal static class HedgerProcess
{
    /// <summary>Most tests do not care what is compiled when.</summary>
    private const string NoRehearsal = "HEDGER__RUNTIME__REHEARSALSECONDS";

    public static string RepositoryRoot { get; } = FindRoot();

    public static (int ExitCode, string Output, string Errors) Run(string arguments, params (string Name, string Value)[] environment) =>
        Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment);

    public static (int ExitCode, string Output, string Errors) Run(string[] arguments, params (string Name, string Value)[] environment) =>
        RunHost([], arguments, environment);

    /// <summary>The same with arguments for the runtime's host in front.</summary>
    public static (int ExitCode, string Output, string Errors) RunHost(
        string[] hostArguments, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [.. hostArguments, Path.Combine(AppContext.BaseDirectory, "hedger.dll"), .. arguments])
        {
            WorkingDirectory = RepositoryRoot,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[NoRehearsal] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>Starts the program and leaves it running; the caller disposes of it.</summary>
    public static Process Start(string workingDirectory, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hedger.dll"), .. arguments])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[NoRehearsal] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Starts a small simulated exchange and waits for its address.</summary>
    public static (Process Process, string Url) StartExchange(string workingDirectory, string credentials)
    {
        var exchange = Start(
            workingDirectory, ["simulate-exchange", "--options", "3", "--ticks-per-second", "50"], (SimulatedCredentials.Variable, credentials));
        _ = exchange.StandardError.ReadToEndAsync();
        var address = exchange.StandardOutput.ReadLine()!.Split(' ')[1];
        _ = exchange.StandardOutput.ReadToEndAsync();
        return (exchange, address);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "LowLatencyHedger.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}

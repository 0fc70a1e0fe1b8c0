using System.Diagnostics;
using System.Security.Cryptography;

namespace LowLatencyHedger.App.Demo;

/// <summary>The simulated exchange as a child process of its own, on a free port, with credentials that only the two of them know.</summary>
internal sealed class ExchangeProcess : IDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(3);

    private readonly Process _process;

    private ExchangeProcess(Process process, string webSocketUrl, string clientId, string clientSecret)
    {
        _process = process;
        WebSocketUrl = webSocketUrl;
        ClientId = clientId;
        ClientSecret = clientSecret;
    }

    public string WebSocketUrl { get; }

    public bool HasExited => _process.HasExited;

    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <exception cref="IOException">The exchange did not start.</exception>
    public static ExchangeProcess Start(IEnumerable<string> arguments, TextWriter errors)
    {
        var id = "demo";
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var start = OwnProgram.StartInfo(["simulate-exchange", .. arguments]);

        // Not as an argument: those can be read by everybody on the machine.
        start.Environment[SimulatedCredentials.Variable] = $"{id}:{secret}";
        var process = Process.Start(start) ?? throw new IOException("the simulated exchange could not be started");
        try
        {
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is { Length: > 0 } text)
                {
                    errors.WriteLine($"exchange: {text}");
                }
            };
            process.BeginErrorReadLine();
            return new ExchangeProcess(process, ReadAddress(process), id, secret);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    public void Dispose() => Kill(_process);

    private static string ReadAddress(Process process)
    {
        var first = process.StandardOutput.ReadLineAsync();
        if (!first.Wait(s_startTimeout) || first.Result is not { } line)
        {
            throw new IOException("the simulated exchange did not say where it listens");
        }

        var words = line.Split(' ');
        if (words is not ["listening", var address, ..])
        {
            throw new IOException($"the simulated exchange said \"{line}\", expected \"listening ws://...\"");
        }

        // Whatever it prints later must not fill the pipe.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return address;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(s_stopTimeout);
        }

        process.Dispose();
    }
}

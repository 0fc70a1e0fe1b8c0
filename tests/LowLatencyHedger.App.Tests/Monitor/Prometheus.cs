using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>A Prometheus of the system with the project's configuration, led to another monitor, on a port and a directory of its own.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private const string ConfiguredTarget = "127.0.0.1:8088";
    private const string ConfiguredInterval = "5s";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _directory;
    private readonly HttpClient _http;
    private readonly Task<string> _log;

    private Prometheus(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
        _log = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Null when there is no Prometheus.</summary>
    public static Prometheus? Start(string configurationDirectory, Uri target)
    {
        var directory = Directory.CreateTempSubdirectory("hedger-prometheus-").FullName;
        var configuration = File.ReadAllText(Path.Combine(configurationDirectory, "prometheus.yml"));
        Assert.Contains(ConfiguredTarget, configuration, StringComparison.Ordinal);
        var adapted = configuration.Replace(ConfiguredTarget, target.Authority).Replace(ConfiguredInterval, "1s");
        File.WriteAllText(Path.Combine(directory, "prometheus.yml"), adapted);
        File.Copy(Path.Combine(configurationDirectory, "alerts.yml"), Path.Combine(directory, "alerts.yml"));
        var port = FreePort();
        var start = new ProcessStartInfo("prometheus")
        {
            ArgumentList =
            {
                "--config.file=" + Path.Combine(directory, "prometheus.yml"), "--storage.tsdb.path=" + Path.Combine(directory, "data"),
                $"--web.listen-address=127.0.0.1:{port}",
            },
            RedirectStandardError = true,
        };
        try
        {
            return new Prometheus(Process.Start(start)!, directory, port);
        }
        catch (Win32Exception)
        {
            Directory.Delete(directory, recursive: true);
            return null;
        }
    }

    /// <summary>The values of a query; empty when there is none.</summary>
    public async Task<IReadOnlyList<double>> QueryAsync(string expression)
    {
        var reply = await GetAsync("query?query=" + Uri.EscapeDataString(expression));
        return [.. reply["result"]!.AsArray().Select(one => double.Parse((string)one!["value"]![1]!))];
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var reply = await _http.GetAsync(new Uri(path, UriKind.Relative));
        if (reply.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            throw new HttpRequestException("it is starting");
        }

        var document = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
        Assert.True((string?)document["status"] == "success", $"{path}: {document}");
        return document["data"]!;
    }

    /// <summary>Waits until all values of a query are so, and there are some.</summary>
    public async Task UntilAsync(string expression, Predicate<double> holds)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var found = "nothing yet";
            try
            {
                var values = await QueryAsync(expression);
                if (values.Count > 0 && values.All(value => holds(value)))
                {
                    return;
                }

                found = string.Join(", ", values);
            }
            catch (HttpRequestException e)
            {
                // It does not listen yet, or not answer.
                found = e.Message;
            }

            Assert.False(_process.HasExited, _process.HasExited ? await _log : "");
            Assert.True(watch.Elapsed < s_patience, $"{expression}: {found}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

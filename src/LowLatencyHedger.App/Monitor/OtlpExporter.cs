using System.Net.Http.Headers;
using System.Text;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// Pushes the metrics to a collector from the monitor's process. What cannot be delivered is dropped: everything is cumulative, so that the
/// next push tells it, too. Says once that a collector does not take them, and once that it does again.
/// </summary>
internal sealed class OtlpExporter : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = s_timeout };
    private readonly OtlpTarget _target;
    private readonly Sampler _sampler;
    private readonly TextWriter _log;
    private string _problem = "";

    /// <param name="target">Where to.</param>
    /// <param name="sampler">What of.</param>
    /// <param name="log">For problems.</param>
    public OtlpExporter(OtlpTarget target, Sampler sampler, TextWriter log)
    {
        _target = target;
        _sampler = sampler;
        _log = log;
        foreach (var (name, value) in target.Headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_target.Interval);
        try
        {
            do
            {
                await PushAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The monitor ends.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PushAsync(CancellationToken stop)
    {
        var document = _sampler.Read((picture, life, _) => OtlpDocument.Create(picture, life, DateTime.UtcNow));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(document.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _http.PostAsync(_target.Endpoint, content, stop);
            Tell(response.IsSuccessStatusCode ? "" : $"answers {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            Tell(e.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            Tell($"does not answer within {s_timeout.TotalSeconds:0} s");
        }
    }

    private void Tell(string problem)
    {
        if ((problem.Length == 0) != (_problem.Length == 0))
        {
            _log.WriteLine(problem.Length == 0 ? $"{_target.Endpoint} takes the metrics again" : $"{_target.Endpoint}: {problem}; trying on");
        }

        _problem = problem;
    }
}

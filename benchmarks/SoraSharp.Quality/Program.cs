using SoraSharp;
using SoraSharp.Models;
using SoraSharp.Quality;

return await QualityOptions.Command(async (options, cancellationToken) =>
{
    try
    {
        await QualityRun.RunAsync(options, cancellationToken);
        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Cancelled.");
        return 130;
    }
    catch (Exception e) when (e is InvalidRequestException or InvalidOptionsException or CheckpointException or FormatException or IOException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}).Parse(args).InvokeAsync();
